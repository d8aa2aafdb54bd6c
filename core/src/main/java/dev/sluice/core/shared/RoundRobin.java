package dev.sluice.core.shared;

import java.util.ArrayList;
import java.util.List;

/** Distributes a queue fairly among its tenants. Pure functions. */
public final class RoundRobin {
  private RoundRobin() {}

  /**
   * Returns one item of each list in turn, round after round, until there are enough or no items
   * are left.
   *
   * @param each the items of each tenant in its own order; the first list is served first
   * @param max the largest number of items to return, 0 or more
   */
  public static <T> List<T> deal(List<List<T>> each, int max) {
    List<T> dealt = new ArrayList<>();
    int longest = each.stream().mapToInt(List::size).max().orElse(0);
    for (int round = 0; round < longest; round++) {
      for (List<T> one : each) {
        if (dealt.size() >= max) {
          return dealt;
        }
        if (round < one.size()) {
          dealt.add(one.get(round));
        }
      }
    }
    return dealt;
  }
}
