package dev.sluice.shows.feed.parse;

import dev.sluice.shows.feed.text.HtmlEntities;
import dev.sluice.shows.feed.text.Utf8OrWindows1252Reader;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;

/**
 * Reads a feed's text as well-formed XML. Faults with only one possible meaning are repaired
 * outside of elements: control characters are dropped, entities of HTML become their characters,
 * and an ampersand or a bracket that begins nothing stands for itself. Comments, processing
 * instructions and a document type that declares nothing are left out. One that declares something
 * is a failure, so there are no entities. Text between two tags is cut at {@link
 * HealingBuffer#LONGEST} characters, which limits what the caller holds.
 */
public final class HealingReader extends Reader {
  private static final int LONGEST_TAG = 1 << 16;
  private static final int INPUT = 1 << 13;
  private static final int LOOK_AHEAD = 40;

  private enum State {
    TEXT,
    CDATA,
    TAG,
    VALUE,
    COMMENT,
    INSTRUCTION,
    DOCTYPE
  }

  private final Reader source;
  private final URI from;
  private final char[] in = new char[INPUT];
  private final HealingBuffer out = new HealingBuffer(2 * INPUT + LOOK_AHEAD);
  private int at;
  private int end;
  private boolean ended;
  private State state = State.TEXT;
  private boolean begun;
  private char quote;
  private int tagLength;

  public HealingReader(Reader source, URI from) {
    this.source = source;
    this.from = from;
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    if (out.isEmpty()) {
      while (out.size() < INPUT && ensure(1)) {
        step();
      }
    }
    return out.isEmpty() && length > 0 ? -1 : out.take(into, offset, length);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private void step() throws IOException {
    switch (state) {
      case TEXT -> text();
      case CDATA -> sectionOfText();
      case TAG, VALUE -> tag();
      case COMMENT -> skipTo("-->");
      case INSTRUCTION -> skipTo("?>");
      case DOCTYPE -> documentType();
    }
  }

  private void text() throws IOException {
    char c = in[at];
    if (c == '<') {
      markup();
    } else if (c == '&') {
      reference();
    } else if (c == '>') {
      at++;
      out.put("&gt;");
    } else if (!begun && (Character.isWhitespace(c) || c == '\ufeff')) {
      at++;
    } else {
      character();
    }
  }

  private void markup() throws IOException {
    ensure(LOOK_AHEAD);
    if (looking("<![CDATA[")) {
      enter(State.CDATA, "<![CDATA[");
      out.mark("<![CDATA[");
    } else if (looking("<!--")) {
      enter(State.COMMENT, "<!--");
    } else if (looking("<?")) {
      enter(State.INSTRUCTION, "<?");
    } else if (!begun && looking("<!doctype")) {
      enter(State.DOCTYPE, "<!doctype");
    } else if (at + 1 < end && beginsTag(in[at + 1])) {
      begun = true;
      tagLength = 0;
      out.beginTag();
      enter(State.TAG, "<");
      out.mark("<");
    } else {
      at++;
      out.put("&lt;");
    }
  }

  private static boolean beginsTag(char c) {
    return c == '/' || c == '_' || c == ':' || c == '!' || Character.isLetter(c);
  }

  private void enter(State next, String through) {
    state = next;
    at += through.length();
  }

  private void sectionOfText() throws IOException {
    if (in[at] != ']') {
      character();
      return;
    }
    ensure(3);
    if (looking("]]>")) {
      enter(State.TEXT, "]]>");
      out.mark("]]>");
    } else {
      character();
    }
  }

  // A bracket within a value is left alone, which makes it a failure: it may be a value that lacks
  // its end, and would swallow elements.
  private void tag() throws IOException {
    if (++tagLength > LONGEST_TAG) {
      throw FeedFailures.invalid(
          from, "has a tag of more than 64 KB; ask its publisher to mend it");
    }
    char c = in[at];
    if (state == State.VALUE) {
      if (c == '&') {
        reference();
        return;
      }
      if (c == quote) {
        state = State.TAG;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
      state = State.VALUE;
    }
    one();
    if (state == State.TAG && c == '>') {
      state = State.TEXT;
      out.endTag();
    }
  }

  private void skipTo(String last) throws IOException {
    ensure(last.length());
    if (looking(last)) {
      enter(State.TEXT, last);
    } else {
      at++;
    }
  }

  private void documentType() {
    char c = in[at++];
    if (c == '[') {
      throw FeedFailures.invalid(
          from,
          "declares a document type of its own, with entities perhaps, which no feed needs and is"
              + " not read");
    }
    if (c == '>') {
      state = State.TEXT;
    }
  }

  /** Text of any kind: as much as there is of it without a mark in between. */
  private void character() throws IOException {
    int first = at;
    while (at < end && isPlain(in[at])) {
      at++;
    }
    if (at > first) {
      out.put(in, first, at);
    } else {
      one();
    }
  }

  private static boolean isPlain(char c) {
    return (c >= 0x20 && c < 0x7f && c != '<' && c != '>' && c != '&' && c != ']')
        || c == '\n'
        || c == '\t'
        || (c > 0x9f && c < 0xd800);
  }

  private void one() throws IOException {
    char c = in[at];
    if (Character.isHighSurrogate(c) && ensure(2) && Character.isLowSurrogate(in[at + 1])) {
      out.put(in, at, at + 2);
      at += 2;
      return;
    }
    at++;
    if (Character.isSurrogate(c)) {
      out.put("\ufffd");
    } else if (c >= 0x80 && c <= 0x9f) {
      out.put(String.valueOf(Utf8OrWindows1252Reader.meant(c)));
    } else if (HtmlEntities.isCharacter(c)) {
      out.put(in, at - 1, at);
    }
  }

  private void reference() throws IOException {
    ensure(LOOK_AHEAD);
    int last = at + 1;
    while (last < end && last < at + LOOK_AHEAD && isOfName(in[last])) {
      last++;
    }
    if (last >= end || in[last] != ';' || last == at + 1) {
      at++;
      out.put("&amp;");
      return;
    }
    String name = new String(in, at + 1, last - at - 1);
    String meaning = HtmlEntities.meaning(name);
    if (meaning == null) {
      at++;
      out.put("&amp;");
      return;
    }
    at = last + 1;
    boolean mark = meaning.length() == 1 && "<>&\"' \t\r\n".contains(meaning);
    out.put(mark ? "&#" + (int) meaning.charAt(0) + ";" : meaning);
  }

  private static boolean isOfName(char c) {
    return c == '#' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private boolean looking(String expected) {
    if (end - at < expected.length()) {
      return false;
    }
    for (int i = 0; i < expected.length(); i++) {
      if (Character.toLowerCase(in[at + i]) != Character.toLowerCase(expected.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean ensure(int count) throws IOException {
    if (end - at >= count) {
      return true;
    }
    if (!ended) {
      System.arraycopy(in, at, in, 0, end - at);
      end -= at;
      at = 0;
    }
    while (end < count && !ended) {
      int read = source.read(in, end, in.length - end);
      if (read < 0) {
        ended = true;
      } else {
        end += read;
      }
    }
    return end - at >= count;
  }
}
