package dev.sluice.shows.feed.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;

/**
 * UTF-8, and each byte that is none of it as windows-1252. So a feed that says one and is the
 * other, or that is pasted together from both, reads as its author meant it: bytes that happen to
 * be well-formed UTF-8 are practically never anything else.
 */
public final class Utf8OrWindows1252Reader extends Reader {
  private static final String BETWEEN =
      "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f"
          + "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

  private final InputStream source;
  private final byte[] bytes = new byte[1 << 13];
  private int at;
  private int end;
  private boolean ended;
  private char low;

  Utf8OrWindows1252Reader(InputStream source) {
    this.source = source;
  }

  /** Returns the character of windows-1252 for 0x80 to 0x9f, and any other code as it is. */
  public static char meant(int code) {
    return code >= 0x80 && code <= 0x9f ? BETWEEN.charAt(code - 0x80) : (char) code;
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    int to = offset;
    int limit = offset + length;
    while (to < limit) {
      if (low != 0) {
        into[to++] = low;
        low = 0;
        continue;
      }
      if (end - at < 4 && !ended) {
        refill();
      }
      if (at == end) {
        break;
      }
      int b = bytes[at];
      if (b >= 0) {
        into[to++] = (char) b;
        at++;
      } else {
        into[to++] = decoded(b & 0xff);
      }
    }
    return to == offset && length > 0 ? -1 : to - offset;
  }

  private char decoded(int first) {
    int length =
        first >= 0xc2 && first <= 0xdf ? 2 : first >> 4 == 0xe ? 3 : first >> 3 == 0x1e ? 4 : 0;
    int code = length == 2 ? first & 0x1f : length == 3 ? first & 0xf : first & 0x7;
    boolean sound = length > 0 && end - at >= length;
    for (int i = 1; sound && i < length; i++) {
      sound = (bytes[at + i] & 0xc0) == 0x80;
      code = code << 6 | (bytes[at + i] & 0x3f);
    }
    boolean tooLong = length == 3 && code < 0x800 || length == 4 && code < 0x10000;
    boolean noCharacter = code > 0x10ffff || code >= 0xd800 && code <= 0xdfff;
    if (!sound || tooLong || noCharacter) {
      at++;
      return meant(first);
    }
    at += length;
    if (length < 4) {
      return (char) code;
    }
    low = Character.lowSurrogate(code);
    return Character.highSurrogate(code);
  }

  private void refill() throws IOException {
    System.arraycopy(bytes, at, bytes, 0, end - at);
    end -= at;
    at = 0;
    while (end < 4 && !ended) {
      int count = source.read(bytes, end, bytes.length - end);
      if (count < 0) {
        ended = true;
      } else {
        end += count;
      }
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
