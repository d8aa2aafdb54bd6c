package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.app.terminal.HumanFormat;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.LibavCheck;
import dev.sluice.media.libav.ProcessTranscoder;
import dev.sluice.storage.jdbc.JobDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Checks everything that a server needs, in the way in which it would use it. */
public final class Diagnosis {
  private static final int OLDEST_JAVA = 17;
  private static final int LONGEST_OUTPUT = 20_000;
  private static final long LITTLE_SPACE = 2_000_000_000L;

  private final Settings settings;
  private final Map<String, String> environment;

  public Diagnosis(Settings settings, Map<String, String> environment) {
    this.settings = settings;
    this.environment = Map.copyOf(environment);
  }

  /** Returns the findings, in the order in which a job needs things. */
  public List<Finding> run() {
    return List.of(
        java(),
        fileNames(),
        encoders(),
        isolation(),
        ytDlp(),
        shows(),
        database(),
        storage(),
        space());
  }

  private static Finding java() {
    Runtime.Version version = Runtime.version();
    String found = "%s (%s)".formatted(version, System.getProperty("java.vm.vendor"));
    return version.feature() >= OLDEST_JAVA
        ? Finding.ok("Java", found)
        : Finding.needed("Java", found, "install a JDK of version 17 or later");
  }

  private static Finding fileNames() {
    return FileNames.problem()
        .map(problem -> Finding.warning("file names", problem, FileNames.ADVICE))
        .orElseGet(() -> Finding.ok("file names", "in all scripts"));
  }

  private Finding encoders() {
    LibavCheck natives = LibavCheck.run();
    if (natives.problem().isPresent()) {
      return Finding.needed("libav encoders", "none", natives.problem().get());
    }
    try {
      Capabilities can = Adapters.transcoder(settings, DataFolder.temporary()).capabilities();
      List<String> found = new ArrayList<>();
      List<String> missing = new ArrayList<>();
      for (VideoCodec codec : VideoCodec.values()) {
        (can.canEncode(codec) ? found : missing).add(codec.toString());
      }
      for (AudioCodec codec : AudioCodec.values()) {
        (can.canEncode(codec) ? found : missing).add(codec.toString());
      }
      found.removeIf(name -> name.equals("copy") || name.equals("auto"));
      String list =
          "%s (FFmpeg %s, %s)"
              .formatted(String.join(", ", found), natives.version(), natives.licence());
      return missing.isEmpty()
          ? Finding.ok("libav encoders", list)
          : Finding.optional(
              "libav encoders",
              list,
              "no %s: build without -Plgpl for all".formatted(String.join(", ", missing)));
    } catch (SluiceException | LinkageError e) {
      return Finding.needed(
          "libav encoders",
          "the natives do not load",
          "a Linux with glibc 2.35 or later, macOS or Windows is needed: " + e.getMessage());
    }
  }

  private Finding isolation() {
    if (!settings.isolated()) {
      return Finding.optional(
          "isolation", "off", "isolation=none lets a file that crashes libav end the server");
    }
    return ProcessTranscoder.confinement()
        .map(found -> Finding.ok("isolation", "processes in " + found))
        .orElseGet(
            () ->
                Finding.optional(
                    "isolation",
                    "processes without a sandbox",
                    "install bubblewrap (bwrap), or permit user namespaces, so that they reach"
                        + " neither files nor the network"));
  }

  private Finding ytDlp() {
    if (settings.pages().refused()) {
      return Finding.optional("yt-dlp", "off", "pages of sites are refused, as yt-dlp=off says");
    }
    try {
      int credentials = SiteCredentialsFile.of(settings, InstantSource.system()).size();
      String known = credentials == 0 ? "" : ", site-credentials: %s".formatted(credentials);
      return YtDlpProgram.file(settings, environment)
          .map(program -> installed(program, known))
          .orElseGet(
              () ->
                  Finding.optional(
                      "yt-dlp",
                      "not on the PATH",
                      "install it (pipx install yt-dlp) for pages of video sites; files and streams"
                          + " are fetched without"));
    } catch (StartException e) {
      return Finding.needed("yt-dlp", "wrong settings", e.getMessage());
    }
  }

  private static Finding installed(Path program, String known) {
    Optional<String> output = verboseOutput(program);
    if (output.isEmpty()) {
      return Finding.optional(
          "yt-dlp", "at %s, but it does not start".formatted(program), "install it again");
    }
    YtDlpReport report =
        YtDlpReport.of(
            output.get(), LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC));
    String found = "%s at %s%s".formatted(report.version().orElse("no version"), program, known);
    return report.advice().isEmpty()
        ? Finding.ok("yt-dlp", found)
        : Finding.warning("yt-dlp", found, String.join("; ", report.advice()));
  }

  /** Returns what yt-dlp says about itself before it misses a URL; empty if it does not start. */
  private static Optional<String> verboseOutput(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--ignore-config", "--verbose")
              .redirectErrorStream(true)
              .start();
      try {
        process.getOutputStream().close();
        return process.waitFor(20, TimeUnit.SECONDS)
            ? Optional.of(
                new String(
                    process.getInputStream().readNBytes(LONGEST_OUTPUT), StandardCharsets.UTF_8))
            : Optional.empty();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Finding shows() {
    Settings.Shows shows = settings.shows();
    List<String> known = new ArrayList<>(List.of("feeds", "Apple Podcasts", "Spotify"));
    try {
      shows.feedMap().ifPresent(file -> known.add("feed map " + ShowExpanders.checked(file)));
    } catch (StartException e) {
      return Finding.needed("shows", "no feed map", e.getMessage());
    }
    shows.podcastIndexKeys().ifPresent(keys -> known.add("Podcast Index"));
    String found = String.join(", ", known);
    return shows.spotify().isPresent()
        ? Finding.ok("shows", found + ", Spotify's own lists")
        : Finding.optional(
            "shows",
            found,
            "Spotify's single episodes and own lists need spotify-client-id and"
                + " spotify-client-secret");
  }

  private Finding database() {
    String location =
        settings.database().isPresent() ? "database-url" : "H2 in " + settings.dataDir();
    if (settings.database().isEmpty() && !Files.exists(settings.dataDir())) {
      return Finding.ok("database", location + ", created at the first start");
    }
    try (JobDatabase database = Adapters.database(settings, Adapters.secrets(settings))) {
      database.jobs().check();
      return Finding.ok("database", location);
    } catch (RuntimeException e) {
      return Finding.needed("database", location, sentence(e));
    }
  }

  private Finding storage() {
    String location =
        settings
            .s3()
            .map(bucket -> "bucket %s at %s".formatted(bucket.bucket(), bucket.endpoint()))
            .orElseGet(() -> "folder " + DataFolder.objects(settings.dataDir()));
    if (settings.s3().isEmpty() && !Files.exists(settings.dataDir())) {
      return Finding.ok("storage", location + ", created at the first start");
    }
    try (ObjectStorage objects = Adapters.objects(settings, () -> URI.create("http://unused"))) {
      objects.store().check();
      String by = objects.credentialsSource().get().map(" by "::concat).orElse("");
      return Finding.ok("storage", location + by);
    } catch (RuntimeException e) {
      return Finding.needed("storage", location, sentence(e));
    }
  }

  private Finding space() {
    Path there = settings.dataDir();
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    long free = there.toFile().getUsableSpace();
    String found = "%s free at %s".formatted(HumanFormat.bytes(free), there);
    if (!Files.isWritable(there)) {
      return Finding.needed(
          "disk", found, "this user may not write there; set --data-dir to another folder");
    }
    return free >= LITTLE_SPACE
        ? Finding.ok("disk", found)
        : Finding.needed("disk", found, "make room: less than 2 GB is soon full");
  }

  private static String sentence(RuntimeException e) {
    return e instanceof SluiceException ? e.getMessage() : e.toString();
  }
}
