package dev.sluice.core.shared;

import java.util.ArrayList;
import java.util.List;

/** Deals out a queue among its tenants. Pure. */
public final class RoundRobin {
  private RoundRobin() {}

  /**
   * One of each in turn, round after round, until there are enough or nothing is left.
   *
   * @param each what each tenant waits for, in its own order; who stands first is served first
   * @param most how many to deal, 0 or more
   */
  public static <T> List<T> deal(List<List<T>> each, int most) {
    List<T> dealt = new ArrayList<>();
    int longest = each.stream().mapToInt(List::size).max().orElse(0);
    for (int round = 0; round < longest; round++) {
      for (List<T> one : each) {
        if (dealt.size() >= most) {
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
