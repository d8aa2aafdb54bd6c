package dev.sluice.core.job;

import java.util.List;

/**
 * A page of a longer list.
 *
 * @param total the number of items that the tenant has, without the filters of the query
 * @param totalFiltered the number of items that the query matches, on all pages
 * @param more whether more items follow this page
 */
public record Page<T>(List<T> items, long total, long totalFiltered, boolean more) {
  public Page {
    items = List.copyOf(items);
  }

  /** Makes a page that no other follows. */
  public Page(List<T> items, long total, long totalFiltered) {
    this(items, total, totalFiltered, false);
  }
}
