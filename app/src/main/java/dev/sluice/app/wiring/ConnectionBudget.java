package dev.sluice.app.wiring;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * How many connections of clients a server has file handles for, so that clients cannot take those
 * that jobs and the database need.
 *
 * @param all connections for all requests
 * @param forProbes connections for probes alone, beside them
 */
record ConnectionBudget(int all, int forProbes) {
  private static final Logger LOG = System.getLogger(ConnectionBudget.class.getName());

  private static final ConnectionBudget MOST = new ConnectionBudget(2_048, 32);
  private static final int LEAST = 16;

  /** One for the connection, and one for the object that it gets. */
  private static final int HANDLES_OF_A_CONNECTION = 2;

  /** Connections to the source, the object, and the pipes of a child process. */
  private static final int HANDLES_OF_A_WORKER = 16;

  /** Webhooks, connections to the database, and children that look at sources. */
  private static final int HANDLES_OF_ALL = 100;

  /** The jar, the database and the threads' selectors. */
  private static final int HANDLES_OF_A_START = 100;

  /** Returns the budget of this process, and warns if its limit of open files makes it smaller. */
  static ConnectionBudget ofThisProcess(int workers) {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
      return MOST;
    }
    long limit = unix.getMaxFileDescriptorCount();
    ConnectionBudget budget = of(limit - opened(unix::getOpenFileDescriptorCount), workers);
    if (budget.all() < MOST.all()) {
      LOG.log(
          Level.WARNING,
          "This process may open {0} files, so it serves {1} connections at a time instead of {2};"
              + " raise the limit (ulimit -n, or LimitNOFILE of systemd)",
          limit,
          budget.all(),
          MOST.all());
    }
    return budget;
  }

  /** Returns how many handles are open; about as many as after a start if nobody can count them. */
  static long opened(LongSupplier count) {
    try {
      return count.getAsLong();
    } catch (InternalError e) {
      // In a plain chroot there is no /proc, where the JDK counts them.
      return HANDLES_OF_A_START;
    }
  }

  /**
   * @param free handles that are free when the server has started
   */
  static ConnectionBudget of(long free, int workers) {
    long left = free - HANDLES_OF_ALL - (long) workers * HANDLES_OF_A_WORKER;
    long total =
        Math.min(MOST.all() + MOST.forProbes(), Math.max(LEAST, left / HANDLES_OF_A_CONNECTION));
    int forProbes = (int) Math.min(MOST.forProbes(), total / 4);
    return new ConnectionBudget((int) total - forProbes, forProbes);
  }
}
