package dev.sluice.media.libav.corpus;

import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.media.libav.testing.DecodedFile;
import dev.sluice.media.libav.testing.DecodedStream;
import dev.sluice.testkit.media.DecodedPicture;
import dev.sluice.testkit.media.DecodedSound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Compares a result that was read back with what its case expects. */
final class ResultCheck {
  private final List<String> faults = new ArrayList<>();
  private double outOfStep;

  private ResultCheck() {}

  static ResultCheck of(CorpusCase test, DecodedFile made, Optional<Transcoder.Result> report) {
    ResultCheck check = new ResultCheck();
    check.timelines(test, made);
    check.streams(test, made);
    for (DecodedStream stream : made.streams()) {
      if (stream.errors() > 0) {
        check.faults.add(
            String.format(
                Locale.ROOT,
                "%d packets of the %s cannot be decoded",
                stream.errors(),
                stream.codec()));
      }
    }
    report.ifPresent(
        result -> {
          check.account(made, result);
          test.checks().forEach(each -> each.apply(made, result).ifPresent(check.faults::add));
        });
    return check;
  }

  List<String> faults() {
    return faults;
  }

  double outOfStep() {
    return outOfStep;
  }

  private void timelines(CorpusCase test, DecodedFile made) {
    List<String> fewest = null;
    for (Timeline whole : test.timelines()) {
      TimelineCheck check =
          TimelineCheck.of(
              test.earliestEnd() == Double.POSITIVE_INFINITY
                  ? whole
                  : whole.cut(
                      test.earliestEnd(), end(made, StreamKind.VIDEO), end(made, StreamKind.AUDIO)),
              made.first(StreamKind.VIDEO).map(one -> one.media().pictures()).orElse(List.of()),
              made.first(StreamKind.AUDIO)
                  .map(one -> one.media().sound())
                  .orElse(DecodedSound.NONE),
              test.spare());
      if (fewest == null || check.faults().size() < fewest.size()) {
        fewest = check.faults();
        outOfStep = check.outOfStep();
      }
    }
    if (fewest != null) {
      faults.addAll(fewest);
    }
  }

  private static double end(DecodedFile made, StreamKind kind) {
    double end = 0;
    Optional<DecodedStream> stream = made.first(kind);
    if (stream.isPresent()) {
      for (DecodedPicture picture : stream.get().media().pictures()) {
        end = Math.max(end, picture.time().toNanos() / 1e9 + 0.04);
      }
      for (DecodedSound.Interval span : stream.get().media().sound().audible()) {
        end = Math.max(end, span.to().toNanos() / 1e9);
      }
    }
    return end;
  }

  private void streams(CorpusCase test, DecodedFile made) {
    if (test.streams().isEmpty()) {
      return;
    }
    List<DecodedStream> rest = new ArrayList<>(made.streams());
    for (String expected : test.streams()) {
      Optional<DecodedStream> found =
          rest.stream().filter(stream -> isDescribed(stream, expected)).findFirst();
      if (found.isEmpty()) {
        faults.add("no stream %s among %s".formatted(expected, describe(made)));
      }
      found.ifPresent(rest::remove);
    }
    if (!rest.isEmpty()) {
      faults.add(
          String.format(
              Locale.ROOT, "%d streams more than expected: %s", rest.size(), describe(made)));
    }
  }

  private static boolean isDescribed(DecodedStream stream, String expected) {
    String[] parts = expected.split(":");
    boolean same =
        stream.kind().name().equalsIgnoreCase(parts[0])
            && (parts.length < 2 || parts[1].isEmpty() || stream.codec().equals(parts[1]));
    List<String> rest =
        parts.length < 2 ? List.of() : Arrays.asList(parts).subList(2, parts.length);
    return same
        && rest.stream()
            .allMatch(
                part ->
                    part.startsWith("title=")
                        ? part.substring(6).equals(stream.tags().get("title"))
                        : part.startsWith("!")
                            ? !stream.dispositions().contains(part.substring(1))
                            : stream.dispositions().contains(part)
                                || part.equals(stream.tags().get("language")));
  }

  private static List<String> describe(DecodedFile file) {
    return file.streams().stream()
        .map(
            stream ->
                "%s:%s%s%s"
                    .formatted(
                        stream.kind().name().toLowerCase(Locale.ROOT),
                        stream.codec(),
                        stream.tags(),
                        stream.dispositions()))
        .toList();
  }

  /** The report must account for all streams of the source, and for what is in the result. */
  private void account(DecodedFile made, Transcoder.Result result) {
    if (result.streams().size() < result.source().streams().size()) {
      faults.add(
          String.format(
              Locale.ROOT,
              "the report names %d of %d streams",
              result.streams().size(),
              result.source().streams().size()));
    }
    for (StreamReport report : result.streams()) {
      if (report.action() != StreamReport.Action.COPIED && report.reason().isEmpty()) {
        faults.add("no reason why %s is %s".formatted(report.codec(), report.action()));
      }
    }
    for (StreamKind kind : List.of(StreamKind.VIDEO, StreamKind.AUDIO, StreamKind.SUBTITLE)) {
      List<String> said =
          result.streams().stream()
              .filter(report -> report.kind() == kind)
              .flatMap(report -> report.target().stream())
              // The name of the standard, as a request writes it.
              .map(codec -> codec.equals("h265") ? "hevc" : codec)
              .sorted()
              .toList();
      List<String> found =
          made.streams().stream()
              .filter(stream -> stream.kind() == kind)
              .map(DecodedStream::codec)
              .sorted()
              .toList();
      if (!said.equals(found)) {
        faults.add("the report says %s where the result has %s".formatted(said, found));
      }
    }
  }
}
