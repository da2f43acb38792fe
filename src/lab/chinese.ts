/** Where YAML folds two lines into one it puts a space, which Chinese does not have between its characters. */
const FULL_WIDTH = String.raw`\u3001-\u3003\u3008-\u3011\uFF01-\uFF0F\uFF1A-\uFF1F`;
const FOLD = new RegExp(
  String.raw`(?<=[\p{Script=Han}${FULL_WIDTH}“”…—]) +(?=[\p{Script=Han}${FULL_WIDTH}“”…—])|(?<=[${FULL_WIDTH}]) +| +(?=[${FULL_WIDTH}])`,
  'gu',
);

/** `账号、 密码` becomes `账号、密码`; a space beside Latin letters or digits stays, but not one beside full-width punctuation. */
export function joinChinese(text: string): string {
  return text.replace(FOLD, '');
}
