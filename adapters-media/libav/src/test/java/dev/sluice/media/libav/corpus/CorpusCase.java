package dev.sluice.media.libav.corpus;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.testing.DecodedFile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** One source, what to make of it, and what has to come out. Built once, then read only. */
final class CorpusCase {
  /** Everything copied. */
  static final OutputSpec MP4 = spec(Container.MP4, VideoCodec.COPY, AudioCodec.COPY);

  static final OutputSpec MKV = spec(Container.MKV, VideoCodec.COPY, AudioCodec.COPY);
  static final OutputSpec MOV = spec(Container.MOV, VideoCodec.COPY, AudioCodec.COPY);
  static final OutputSpec M4A = spec(Container.M4A, VideoCodec.COPY, AudioCodec.COPY);
  static final OutputSpec OGG = spec(Container.OGG, VideoCodec.COPY, AudioCodec.COPY);

  /** Everything encoded. */
  static final OutputSpec ENCODED = spec(Container.MP4, VideoCodec.H264, AudioCodec.AAC);

  static final OutputSpec ENCODED_MKV = spec(Container.MKV, VideoCodec.H264, AudioCodec.OPUS);
  static final OutputSpec ENCODED_M4A = spec(Container.M4A, VideoCodec.COPY, AudioCodec.AAC);
  static final OutputSpec MP3 = spec(Container.MP3, VideoCodec.COPY, AudioCodec.MP3);
  static final OutputSpec AUTO = spec(Container.MP4, VideoCodec.AUTO, AudioCodec.COPY);

  private final String name;
  private final Serving source;
  private final OutputSpec output;
  private final List<Timeline> timelines = new ArrayList<>();
  private final List<String> streams = new ArrayList<>();
  private final Set<FailureCode> codes = EnumSet.noneOf(FailureCode.class);
  private final List<BiFunction<DecodedFile, Transcoder.Result, Optional<String>>> checks =
      new ArrayList<>();
  private List<Caption> captions = List.of();
  private String words = "";
  private int spare;
  private double earliestEnd = Double.POSITIVE_INFINITY;
  private boolean missing;
  private boolean hidden;
  private boolean slow;
  private boolean unforeseeable;

  private CorpusCase(String name, Serving source, OutputSpec output) {
    this.name = name;
    this.source = source;
    this.output = output;
  }

  static OutputSpec spec(Container container, VideoCodec video, AudioCodec audio) {
    return OutputSpec.builder()
        .container(container)
        .videoCodec(video)
        .audioCodec(audio)
        .audioBitrate(AudioBitrate.K128)
        .build();
  }

  /** Returns the output with what is there, if a source ends early. */
  static OutputSpec incomplete(OutputSpec output) {
    return output.toBuilder().allowIncomplete(true).build();
  }

  static CorpusCase of(String name, OutputSpec output, Serving source) {
    return new CorpusCase(name, source, output);
  }

  /** Returns a case whose source is one file. */
  static CorpusCase of(String name, OutputSpec output, Supplier<byte[]> file) {
    return new CorpusCase(
        name,
        (site, folder) -> {
          site.serve(folder + "/file", file.get()).type("application/octet-stream");
          return folder + "/file";
        },
        output);
  }

  /** Expects this timeline, or another one that was named before. */
  CorpusCase shows(Timeline timeline) {
    timelines.add(timeline);
    return this;
  }

  /**
   * Expects exactly these streams, in any order: each as {@code kind:codec}, followed by what else
   * must be set on it, a language, a disposition or {@code title=}.
   */
  CorpusCase streams(String... expected) {
    streams.addAll(List.of(expected));
    return this;
  }

  /** Expects these texts beside the file, with times after that of the first picture. */
  CorpusCase captions(List<Caption> expected) {
    captions = List.copyOf(expected);
    return this;
  }

  /** Expects a failure with one of these codes. */
  CorpusCase fails(FailureCode... expected) {
    codes.addAll(List.of(expected));
    return this;
  }

  /** Expects these words in the failure or in what is said to be missing. */
  CorpusCase saying(String expected) {
    words = expected;
    return this;
  }

  /** Expects that the result says what is missing. */
  CorpusCase tellingWhatIsMissing() {
    missing = true;
    return this;
  }

  /** Lets this many pictures be absent at the very end. */
  CorpusCase sparing(int pictures) {
    spare = pictures;
    return this;
  }

  /** Lets the result end early, but not before this many seconds. */
  CorpusCase endingAfter(double seconds) {
    earliestEnd = seconds;
    return this;
  }

  /** Lets copies lack what the source's edit list hides: all that is shown before zero. */
  CorpusCase hidesItsBeginning() {
    hidden = true;
    return this;
  }

  /** Adds an expectation. The function returns what is wrong. */
  CorpusCase also(BiFunction<DecodedFile, Transcoder.Result, Optional<String>> check) {
    checks.add(check);
    return this;
  }

  /** Lets the plan differ from the outcome, since only the middle of the source decides. */
  CorpusCase unforeseeable() {
    unforeseeable = true;
    return this;
  }

  /** Leaves the case to the whole corpus, because it takes long or is a neighbour of others. */
  CorpusCase whole() {
    slow = true;
    return this;
  }

  String name() {
    return name;
  }

  Serving source() {
    return source;
  }

  OutputSpec output() {
    return output;
  }

  List<Timeline> timelines() {
    return timelines;
  }

  List<String> streams() {
    return streams;
  }

  List<Caption> captions() {
    return captions;
  }

  Set<FailureCode> codes() {
    return codes;
  }

  List<BiFunction<DecodedFile, Transcoder.Result, Optional<String>>> checks() {
    return checks;
  }

  String words() {
    return words;
  }

  int spare() {
    return spare;
  }

  double earliestEnd() {
    return earliestEnd;
  }

  /** Returns whether the result may lack the end of the source. */
  boolean mayEndEarly() {
    return spare > 0 || earliestEnd < Double.POSITIVE_INFINITY;
  }

  boolean isBeginningHidden() {
    return hidden;
  }

  boolean tellsWhatIsMissing() {
    return missing;
  }

  boolean isUnforeseeable() {
    return unforeseeable;
  }

  boolean isSlow() {
    return slow;
  }
}
