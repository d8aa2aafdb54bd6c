package dev.sluice.core.job;

import java.util.List;

/**
 * A part of a longer list.
 *
 * @param total how many the tenant has, whatever the query asks for
 * @param totalFiltered how many the whole query finds, before and behind this part
 * @param more whether something follows
 */
public record Page<T>(List<T> items, long total, long totalFiltered, boolean more) {
  public Page {
    items = List.copyOf(items);
  }

  /** The last part. */
  public Page(List<T> items, long total, long totalFiltered) {
    this(items, total, totalFiltered, false);
  }
}
