package dev.sluice.shows.feed.parse;

/** What came out of the healing and was not read yet. Holds back what is too much of one text. */
final class HealingBuffer {
  /** How many characters of text there may be between two tags. */
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

  /** As many as there are and fit; what is not taken stays. */
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

  /** What belongs to the markup, and is never held back. */
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
