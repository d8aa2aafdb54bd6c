package dev.sluice.http;

import dev.sluice.core.job.Owner;
import java.util.HashMap;
import java.util.Map;

/**
 * So many things at a time, and so many of one owner. Who finds none free waits nowhere.
 * Thread-safe.
 */
final class Places {
  /** A place that somebody has, until it is closed; closing it twice is no harm. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  private final String what;
  private final int most;
  private final int mostOfOneOwner;
  private final Map<Owner, Integer> taken = new HashMap<>();
  private int all;

  /**
   * @param what as it stands in a sentence, such as {@code streams of events}
   */
  Places(String what, int most, int mostOfOneOwner) {
    this.what = what;
    this.most = most;
    this.mostOfOneOwner = mostOfOneOwner;
  }

  /**
   * Takes a place.
   *
   * @throws Refusal if the owner has all it may have, or nobody can have any more
   */
  synchronized Place take(Owner owner) {
    if (taken.getOrDefault(owner, 0) >= mostOfOneOwner) {
      throw Refusal.tooManyAtOnce(what, mostOfOneOwner);
    }
    if (all >= most) {
      throw Refusal.busy(what, most);
    }
    taken.merge(owner, 1, Integer::sum);
    all++;
    return new Taken(owner);
  }

  /** How many are taken right now. */
  synchronized int taken() {
    return all;
  }

  private synchronized void give(Owner owner) {
    all--;
    taken.computeIfPresent(owner, (key, number) -> number == 1 ? null : number - 1);
  }

  private final class Taken implements Place {
    private Owner owner;

    private Taken(Owner owner) {
      this.owner = owner;
    }

    @Override
    public void close() {
      synchronized (Places.this) {
        if (owner != null) {
          give(owner);
          owner = null;
        }
      }
    }
  }
}
