package dev.sluice.app.wiring;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.Charset;
import java.util.Optional;

/** The characters that Java can write in names of files: those of the locale at its start. */
final class FileNames {
  private static final Logger LOG = System.getLogger(FileNames.class.getName());

  static final String ADVICE = "set LC_ALL=C.UTF-8 in the environment, before Java starts";

  /** Letters of four scripts. */
  private static final String SAMPLE = "\u00e4\u0416\u05d0\u65e5";

  private FileNames() {}

  /** Returns which names cannot be written by this process; empty if all can. */
  static Optional<String> problem() {
    return problem(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  /** Warns of names that this process cannot write. */
  static void warn() {
    problem()
        .ifPresent(problem -> LOG.log(Level.WARNING, "Names of files: {0}; {1}", problem, ADVICE));
  }

  static Optional<String> problem(String encoding) {
    return Charset.isSupported(encoding) && Charset.forName(encoding).newEncoder().canEncode(SAMPLE)
        ? Optional.empty()
        : Optional.of("only those in " + encoding + " can be stored");
  }
}
