package dev.sluice.app.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A table of text whose columns are as wide as their widest cell. Not thread-safe. */
public final class Table {
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

  public void print(PrintWriter out) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }
}
