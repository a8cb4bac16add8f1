package run.trellis.document;

/// SnakeYAML counts code points, Java and editors count UTF-16 units: this converts.
final class CodePoints {
    private final int[] units;

    CodePoints(String text) {
        boolean surrogates = text.chars().anyMatch(c -> Character.isSurrogate((char) c));
        units = surrogates ? table(text) : new int[0];
    }

    int utf16(int codePoint) {
        return units.length == 0 ? codePoint : units[Math.clamp(codePoint, 0, units.length - 1)];
    }

    private static int[] table(String text) {
        int[] table = new int[text.codePointCount(0, text.length()) + 1];
        int unit = 0;
        for (int i = 0; i < table.length; i++) {
            table[i] = unit;
            unit += unit < text.length() ? Character.charCount(text.codePointAt(unit)) : 0;
        }
        return table;
    }
}
