package dev.sluice.app.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A table of text whose columns are as wide as their widest cell. Not thread-safe. */
public final class Table {
  private static final int LEAST_ROOM = 20;

  private final List<List<String>> rows = new ArrayList<>();

  /** Returns a table with this first row, in capitals by convention. */
  public static Table headed(String... titles) {
    Table table = new Table();
    table.rows.add(List.of(titles));
    return table;
  }

  /**
   * @param cells as many as there are titles
   */
  public Table row(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException("a row with another number of cells than the head");
    }
    rows.add(Stream.of(cells).map(cell -> cell.replaceAll("\\p{Cc}", " ")).toList());
    return this;
  }

  /** Prints each row in a line of its own. */
  public void print(PrintWriter out) {
    print(out, Integer.MAX_VALUE);
  }

  /**
   * Prints lines of at most this width: the last column is broken between words, and words that are
   * too long are broken anywhere.
   */
  public void print(PrintWriter out, int width) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    int indent = 0;
    for (int i = 0; i < columns - 1; i++) {
      indent += widths[i] + 2;
    }
    int room = Math.max(LEAST_ROOM, width - indent);
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns - 1; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      for (String part : broken(row.get(columns - 1), room)) {
        out.println((line + part).stripTrailing());
        line = new StringBuilder(" ".repeat(indent));
      }
    }
    out.flush();
  }

  private static List<String> broken(String text, int room) {
    List<String> lines = new ArrayList<>();
    String left = text;
    while (left.length() > room) {
      int space = left.lastIndexOf(' ', room);
      int end = space > 0 ? space : room;
      lines.add(left.substring(0, end));
      left = left.substring(end).stripLeading();
    }
    lines.add(left);
    return lines;
  }
}
