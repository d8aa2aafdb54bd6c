package dev.sluice.core.media;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes the cues out of a document of timed text (W3C TTML, its profiles IMSC 1 Text and EBU-TT-D),
 * whose elements a parser of XML reports. Italics, bold, underlines and line breaks stay; regions,
 * colours and pictures are left out. Elements and attributes are known by their local names. Used
 * for one document; touches nothing else.
 */
public final class TtmlText {
  private static final int MAX_DEPTH = 64;

  /** How many characters of text a document may have. */
  private static final int MAX_TEXT = 5 << 20;

  /** How many characters more than its text the cues of a document may take. */
  private static final int MAX_MORE = 5 << 18;

  private static final int MAX_PARAGRAPH = 64 << 10;
  private static final int MAX_RUNS = 1_000;

  /** Memory of a cue without its text, in characters. */
  private static final int CUE_OVERHEAD = 32;

  /** How many words of an attribute are read. */
  private static final int MAX_WORDS = 100;

  private static final int ITALIC = 1;
  private static final int BOLD = 2;
  private static final int UNDERLINE = 4;
  private static final String[] TAGS = {"i", "b", "u"};

  private static final Pattern SPACES = Pattern.compile("[ \\t\\r\\n]+");

  private static final Set<String> CONTENT = Set.of("body", "div", "p", "span");

  /** A style: sets {@code bits} within {@code mask}. */
  private record Style(int mask, int bits) {
    static final Style NONE = new Style(0, 0);

    Style then(Style later) {
      return new Style(mask | later.mask, applied(bits, later));
    }

    static int applied(int bits, Style style) {
      return bits & ~style.mask | style.bits;
    }
  }

  /** An open element. */
  private static final class Scope {
    final long from;
    final long to;
    final int style;
    final boolean isContent;
    final boolean isHidden;
    final boolean keepsSpace;
    final boolean isSequence;

    /** The end of the child before, in a sequence. */
    long reached;

    Scope(
        long from,
        long to,
        int style,
        boolean isContent,
        boolean isHidden,
        boolean keepsSpace,
        boolean isSequence) {
      this.from = from;
      this.to = to;
      this.style = style;
      this.isContent = isContent;
      this.isHidden = isHidden;
      this.keepsSpace = keepsSpace;
      this.isSequence = isSequence;
      this.reached = from;
    }
  }

  /** Text with one style and one time. A line break is a text of its own. */
  private record Run(long from, long to, int style, boolean keepsSpace, String text) {
    static final String BREAK = "\n";
  }

  private final Deque<Scope> open = new ArrayDeque<>();
  private final Map<String, Style> styles = new HashMap<>();
  private final List<TextCue> cues = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();
  private TtmlTimes times = TtmlTimes.DEFAULT;
  private int paragraphDepth;
  private int length;
  private int paragraphLength;

  /** Memory of the cues so far, in characters. */
  private int produced;

  /**
   * Begins an element.
   *
   * @param attributes by their local names
   */
  public void begin(String name, Map<String, String> attributes) {
    if (open.isEmpty()) {
      if (!name.equals("tt")) {
        throw damaged("The subtitles are no TTML: their first element is " + name);
      }
      times = TtmlTimes.of(attributes);
      boolean keeps = "preserve".equals(attributes.get("space"));
      open.push(new Scope(0, TextCue.OPEN, 0, true, false, keeps, false));
      return;
    }
    if (open.size() == MAX_DEPTH) {
      throw damaged("The subtitles have more than " + MAX_DEPTH + " elements in each other");
    }
    Scope parent = open.element();
    if (name.equals("style") && attributes.containsKey("id")) {
      styles.put(attributes.get("id"), style(attributes));
    } else if (name.equals("br") && isInText()) {
      add(new Run(parent.from, parent.to, parent.style, true, Run.BREAK));
    }
    open.push(scope(name, attributes, parent));
    if (name.equals("p") && parent.isContent && paragraphDepth == 0) {
      paragraphDepth = open.size();
    }
  }

  private Scope scope(String name, Map<String, String> attributes, Scope parent) {
    long base = parent.isSequence ? parent.reached : parent.from;
    long begin = times.micros(attributes.get("begin"));
    long from = begin < 0 ? base : sum(base, begin);
    String space = attributes.get("space");
    return new Scope(
        from,
        Math.min(
            parent.to,
            Math.min(
                end(base, times.micros(attributes.get("end"))),
                end(from, times.micros(attributes.get("dur"))))),
        Style.applied(parent.style, style(attributes)),
        parent.isContent && CONTENT.contains(name),
        parent.isHidden
            || "none".equals(attributes.get("display"))
            || "hidden".equals(attributes.get("visibility")),
        space == null ? parent.keepsSpace : space.equals("preserve"),
        "seq".equals(attributes.get("timeContainer")));
  }

  private static long end(long base, long after) {
    return after < 0 ? TextCue.OPEN : sum(base, after);
  }

  private static long sum(long time, long more) {
    return more > TextCue.OPEN - time ? TextCue.OPEN : time + more;
  }

  private Style style(Map<String, String> attributes) {
    Style style = Style.NONE;
    for (String reference : split(attributes.getOrDefault("style", ""))) {
      style = style.then(styles.getOrDefault(reference, Style.NONE));
    }
    style = style.then(set(attributes.get("fontStyle"), ITALIC, "italic", "oblique"));
    style = style.then(set(attributes.get("fontWeight"), BOLD, "bold"));
    return style.then(set(attributes.get("textDecoration"), UNDERLINE, "underline"));
  }

  private static Style set(@Nullable String value, int bit, String... on) {
    if (value == null) {
      return Style.NONE;
    }
    Set<String> words = Set.of(on);
    boolean isOn = Arrays.stream(split(value)).anyMatch(words::contains);
    return new Style(bit, isOn ? bit : 0);
  }

  private static String[] split(String value) {
    return value.strip().split("\\s+", MAX_WORDS);
  }

  /** Adds text of the innermost element; it may come in parts. */
  public void text(String text) {
    if (isInText()) {
      Scope scope = open.element();
      // Indentation is no text, and would be counted for each step of a paragraph.
      String kept = scope.keepsSpace ? text : SPACES.matcher(text).replaceAll(" ");
      add(new Run(scope.from, scope.to, scope.style, scope.keepsSpace, kept));
    }
  }

  private boolean isInText() {
    return paragraphDepth > 0 && open.element().isContent && !open.element().isHidden;
  }

  private void add(Run run) {
    length += run.text().length();
    paragraphLength += run.text().length();
    if (length > MAX_TEXT || paragraphLength > MAX_PARAGRAPH || runs.size() == MAX_RUNS) {
      throw tooLarge();
    }
    runs.add(run);
  }

  /** Ends the innermost element. */
  public void end() {
    if (open.size() == paragraphDepth) {
      paragraph();
      paragraphDepth = 0;
    }
    Scope ended = open.pop();
    if (!open.isEmpty() && ended.isContent && ended.to != TextCue.OPEN) {
      open.element().reached = Math.max(open.element().reached, ended.to);
    }
  }

  /** Returns the cues of the document, with the document's times. */
  public List<TextCue> cues() {
    return List.copyOf(cues);
  }

  // A span may have a time of its own, so that one paragraph is shown in steps.
  private void paragraph() {
    NavigableSet<Long> borders = new TreeSet<>();
    for (Run run : runs) {
      borders.add(run.from());
      borders.add(run.to());
    }
    for (Long from : borders) {
      Long to = borders.higher(from);
      if (to != null) {
        List<Run> shown =
            runs.stream().filter(run -> run.from() <= from && run.to() >= to).toList();
        int size = shown.stream().mapToInt(run -> run.text().length()).sum();
        // Overlapping spans make a text of many times the document's size. Text that collapses to
        // nothing takes time as well.
        count(size);
        String text = marked(shown, size);
        if (!text.isEmpty()) {
          count(CUE_OVERHEAD + Math.max(0, text.length() - size));
          cues.add(new TextCue(from, to, "", text));
        }
      }
    }
    runs.clear();
    paragraphLength = 0;
  }

  private void count(int more) {
    produced += more;
    if (produced > length + MAX_MORE) {
      throw tooLarge();
    }
  }

  /**
   * Returns the text of a cue, with tags.
   *
   * @param size how many characters all of the text has
   */
  private static String marked(List<Run> shown, int size) {
    StringBuilder plain = new StringBuilder();
    byte[] marks = new byte[size];
    for (Run run : shown) {
      for (int i = 0; i < run.text().length(); i++) {
        char each = run.text().charAt(i);
        boolean isSpace = each == ' ' || each == '\t' || each == '\r' || each == '\n';
        boolean isLineEnd = run.keepsSpace() && each == '\n';
        char kept = !isSpace ? each : isLineEnd ? '\n' : ' ';
        append(plain, marks, kept, run);
      }
    }
    while (!plain.isEmpty() && Character.isWhitespace(plain.charAt(plain.length() - 1))) {
      plain.setLength(plain.length() - 1);
    }
    return tagged(plain, marks);
  }

  /**
   * @param marks the style of each character
   */
  private static void append(StringBuilder plain, byte[] marks, char kept, Run run) {
    char last = plain.isEmpty() ? '\n' : plain.charAt(plain.length() - 1);
    if (kept == ' ' && (last == '\n' || last == ' ' && !run.keepsSpace())) {
      return;
    }
    if (kept == '\n') {
      int end = plain.length();
      while (end > 0 && plain.charAt(end - 1) == ' ') {
        end--;
      }
      plain.setLength(end);
      // An empty line would end the cue.
      if (end == 0 || plain.charAt(end - 1) == '\n') {
        return;
      }
    }
    marks[plain.length()] = (byte) run.style();
    plain.append(kept);
  }

  private static String tagged(StringBuilder plain, byte[] marks) {
    StringBuilder text = new StringBuilder();
    int style = 0;
    int behind = 0;
    for (int i = 0; i < plain.length(); i++) {
      int next = marks[i];
      if (Character.isWhitespace(plain.charAt(i))) {
        // Spaces look the same in any style; the text behind one is no space.
        behind = Math.max(behind, i);
        while (Character.isWhitespace(plain.charAt(behind))) {
          behind++;
        }
        next = style & marks[behind];
      }
      if (next != style) {
        close(text, style);
        open(text, next);
        style = next;
      }
      switch (plain.charAt(i)) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        default -> text.append(plain.charAt(i));
      }
    }
    close(text, style);
    return text.toString();
  }

  private static void open(StringBuilder text, int style) {
    for (int i = 0; i < TAGS.length; i++) {
      if ((style & 1 << i) != 0) {
        text.append('<').append(TAGS[i]).append('>');
      }
    }
  }

  private static void close(StringBuilder text, int style) {
    for (int i = TAGS.length - 1; i >= 0; i--) {
      if ((style & 1 << i) != 0) {
        text.append("</").append(TAGS[i]).append('>');
      }
    }
  }

  private static SluiceException tooLarge() {
    return new SluiceException(
        FailureCode.SOURCE_TOO_LARGE, "The subtitles have too much text in one document");
  }

  private static SluiceException damaged(String sentence) {
    return new SluiceException(FailureCode.MEDIA_DAMAGED, sentence);
  }
}
