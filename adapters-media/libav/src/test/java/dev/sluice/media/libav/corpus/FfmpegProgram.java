package dev.sluice.media.libav.corpus;

import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.testing.DecodedFile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The ffmpeg program, for a comparison: what its plain command makes of a case's source. */
final class FfmpegProgram {
  private static final long LONGEST_SECONDS = 60;

  private FfmpegProgram() {}

  /** Returns the program that is on the path. */
  static Optional<Path> find() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "ffmpeg"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs the command of a case, and judges its result by the same expectations. */
  static CaseResult run(Path program, CorpusCase test, String address)
      throws IOException, InterruptedException {
    Path made = Files.createTempFile("sluice-corpus", "." + test.output().container().extension());
    Path log = Files.createTempFile("sluice-corpus", ".log");
    try {
      List<String> command = new ArrayList<>();
      command.addAll(List.of(program.toString(), "-nostdin", "-v", "error", "-y"));
      if (address.endsWith(".m3u8")) {
        // Segments of the corpus have no extensions, which newer versions insist on.
        command.addAll(List.of("-allowed_extensions", "ALL"));
        if (isPicky(program)) {
          command.addAll(List.of("-extension_picky", "0"));
        }
      }
      command.addAll(List.of("-i", address));
      command.addAll(options(test.output()));
      command.add(made.toString());
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        return new CaseResult(test, Grade.WRONG, "does not end", 0, 0);
      }
      String said = Files.readString(log, StandardCharsets.ISO_8859_1).strip();
      if (process.exitValue() != 0) {
        String last = said.substring(said.lastIndexOf('\n') + 1);
        Grade grade = test.timelines().isEmpty() ? Grade.TOLD : Grade.WRONG;
        return new CaseResult(test, grade, last, 0, 0);
      }
      return judged(test, made);
    } finally {
      Files.deleteIfExists(made);
      Files.deleteIfExists(log);
    }
  }

  private static boolean isPicky(Path program) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program.toString(), "-hide_banner", "-h", "demuxer=hls")
            .redirectErrorStream(true)
            .start();
    String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    process.waitFor();
    return help.contains("-extension_picky");
  }

  private static CaseResult judged(CorpusCase test, Path made) {
    if (test.timelines().isEmpty()) {
      return new CaseResult(test, Grade.SILENT, "completed instead of a failure", 0, 0);
    }
    ResultCheck check;
    try {
      check = ResultCheck.of(test, DecodedFile.of(made), Optional.empty());
    } catch (IllegalStateException unreadable) {
      return new CaseResult(test, Grade.SILENT, "its result cannot be read", 0, 0);
    }
    if (test.tellsWhatIsMissing() && check.faults().isEmpty()) {
      return new CaseResult(test, Grade.SILENT, "does not say what is missing", 0, 0);
    }
    Grade grade = check.faults().isEmpty() ? Grade.RIGHT : Grade.SILENT;
    return new CaseResult(test, grade, String.join("; ", check.faults()), check.outOfStep(), 0);
  }

  private static List<String> options(OutputSpec output) {
    List<String> options = new ArrayList<>();
    if (output.audioTracks() == OutputSpec.AudioTracks.ALL) {
      options.addAll(List.of("-map", "0:v?", "-map", "0:a?"));
    }
    if (output.container().audioOnly()) {
      options.add("-vn");
    } else {
      options.addAll(
          switch (output.videoCodec()) {
            case COPY, AUTO -> List.of("-c:v", "copy");
            case H264 -> List.of("-c:v", "libx264", "-preset", "veryfast");
            case H265 -> List.of("-c:v", "libx265", "-preset", "ultrafast");
            case VP9 -> List.of("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8");
          });
    }
    options.addAll(
        switch (output.audioCodec()) {
          case COPY -> List.of("-c:a", "copy");
          case AAC -> List.of("-c:a", "aac");
          case OPUS -> List.of("-c:a", "libopus");
          case MP3 -> List.of("-c:a", "libmp3lame");
        });
    return options;
  }
}
