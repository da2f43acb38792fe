"""Writes letters.br: the outlines that letters.ts reads. Needs Debian's fonts-noto-cjk, python3-fonttools and python3-brotli.

    /usr/bin/python3 src/report/picture/make.py

One line a glyph: the character, its advance, and its outline as an SVG path in units of 1/400 em, the baseline at
zero and y downwards. The sans face comes first, then, after an empty line, the monospaced one (ASCII only: its other
characters are those of the sans face). What is covered: GB 2312, the 5,401 frequent characters of Big5, kana, Latin with
its European extensions, Greek, Cyrillic, punctuation, arrows and mathematical signs.
"""
import brotli
from pathlib import Path
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTCollection

SOURCE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SANS, MONO = "Noto Sans CJK SC", "Noto Sans Mono CJK SC"
RANGES = [(0x20, 0x7E), (0xA0, 0x17F), (0x370, 0x3FF), (0x400, 0x45F), (0x2010, 0x2027), (0x2030, 0x205E), (0x2070, 0x209C),
          (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218B), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF),
          (0x2500, 0x25FF), (0x2600, 0x266F), (0x2713, 0x2717), (0x27E8, 0x27E9), (0x3000, 0x303F), (0x3040, 0x30FF),
          (0xFF00, 0xFFEF), (0xFFFD, 0xFFFD)]


UNITS_PER_EM = 400
# Signs that the font lacks, drawn as another that looks like them.
ALIKE = {0x22EE: 0xFE19, 0x27E8: 0x3008, 0x27E9: 0x3009}
# Narrow in the Japanese face, an em wide in the Chinese one; in figures it stands between Latin words.
MIDDLE_DOT, NARROW_DOTS = 0xB7, "Noto Sans CJK JP"


def scaled(value):
    return round(value * UNITS_PER_EM / 1000)


class PathPen(BasePen):
    """An SVG path of whole numbers, relative but for each first point."""

    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.parts, self.at = [], (0, 0)

    def add(self, command, *points):
        numbers = [value for x, y in points for value in (scaled(x) - self.at[0], -scaled(y) - self.at[1])]
        self.parts.append(command + "".join(f"{n}" if i == 0 or n < 0 else f" {n}" for i, n in enumerate(numbers)))
        self.at = (scaled(points[-1][0]), -scaled(points[-1][1]))

    def _moveTo(self, point):
        self.at = (0, 0)
        self.add("M", point)

    def _lineTo(self, point):
        self.add("l", point)

    def _curveToOne(self, a, b, c):
        self.add("c", a, b, c)

    def _closePath(self):
        self.parts.append("z")


def encoded(codec, first, last):
    for lead in first:
        for trail in last:
            try:
                yield ord(bytes([lead, trail]).decode(codec))
            except (UnicodeDecodeError, TypeError):
                pass


def covered():
    points = {code for low, high in RANGES for code in range(low, high + 1)}
    points.update(encoded("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)))
    points.update(encoded("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)]))
    return sorted(points)


def lines(font, points):
    names, glyphs, advances = font.getBestCmap(), font.getGlyphSet(), font["hmtx"].metrics
    for code in points:
        name = NARROW if code == MIDDLE_DOT else names.get(ALIKE.get(code, code))
        if name is None:
            continue
        pen = PathPen(glyphs)
        glyphs[name].draw(pen)
        yield f"{chr(code)}{scaled(advances[name][0])} {''.join(pen.parts)}"


fonts = {font["name"].getDebugName(4): font for font in TTCollection(SOURCE)}
NARROW = fonts[NARROW_DOTS].getBestCmap()[MIDDLE_DOT]
text = "\n".join([*lines(fonts[SANS], covered()), "", *lines(fonts[MONO], range(0x20, 0x7F))])
Path(__file__).with_name("letters.br").write_bytes(brotli.compress(text.encode(), quality=11, lgwin=24))
