package dev.sluice.shows.feed.parse;

/** A buffer of healed text that was not read yet. Drops text beyond a limit between two tags. */
final class HealingBuffer {
  /** The most characters of text between two tags. */
  static final int LONGEST = 1 << 16;

  private final char[] chars;
  private int at;
  private int end;
  private boolean inTag;
  private int length;

  HealingBuffer(int room) {
    this.chars = new char[room];
  }

  boolean isEmpty() {
    return at == end;
  }

  int size() {
    return end - at;
  }

  /** Takes as many characters as there are and fit; the others stay. */
  int take(char[] into, int offset, int most) {
    int count = Math.min(most, end - at);
    System.arraycopy(chars, at, into, offset, count);
    at += count;
    if (at == end) {
      at = 0;
      end = 0;
    }
    return count;
  }

  void beginTag() {
    inTag = true;
    length = 0;
  }

  void endTag() {
    inTag = false;
  }

  void put(String text) {
    if (counts(text.length())) {
      mark(text);
    }
  }

  void put(char[] from, int first, int last) {
    if (counts(last - first)) {
      System.arraycopy(from, first, chars, end, last - first);
      end += last - first;
    }
  }

  /** Appends markup, which is never dropped. */
  void mark(String text) {
    text.getChars(0, text.length(), chars, end);
    end += text.length();
  }

  // A run that would go beyond is left out as a whole: no character is cut in two.
  private boolean counts(int more) {
    if (inTag) {
      return true;
    }
    length = Math.min(length + more, LONGEST + 1);
    return length <= LONGEST;
  }
}
