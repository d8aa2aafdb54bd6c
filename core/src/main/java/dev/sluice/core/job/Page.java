package dev.sluice.core.job;

import java.util.List;

/**
 * A part of a longer list.
 *
 * @param total how many the owner has, whatever the query's status
 * @param totalFiltered how many the whole query finds
 */
public record Page<T>(List<T> items, long total, long totalFiltered) {
  public Page {
    items = List.copyOf(items);
  }
}
