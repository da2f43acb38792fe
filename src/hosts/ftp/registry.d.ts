declare module 'ftp-srv/src/commands/registry.js' {
  /** The commands that every server of this program knows, by their names. */
  const commands: { [directive: string]: object };
  export default commands;
}
