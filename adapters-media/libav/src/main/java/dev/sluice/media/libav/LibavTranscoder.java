package dev.sluice.media.libav;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.base.FormatTraits;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.base.ImageHeader;
import dev.sluice.media.libav.check.MissingContent;
import dev.sluice.media.libav.codec.Encoders;
import dev.sluice.media.libav.demux.ClipSeek;
import dev.sluice.media.libav.demux.Source;
import dev.sluice.media.libav.mux.HeaderChange;
import dev.sluice.media.libav.mux.MetadataCopier;
import dev.sluice.media.libav.mux.PendingPackets;
import dev.sluice.media.libav.mux.TagWriter;
import dev.sluice.media.libav.plan.ClipWindow;
import dev.sluice.media.libav.plan.StreamPlan;
import dev.sluice.media.libav.plan.TranscodePlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A {@link Transcoder} on the libav libraries. It opens no file and no socket: libav reads the
 * inputs and writes the sink through callbacks, with every protocol switched off. The result is
 * written in one pass and has its index in front. Room is reserved for the index; if it was too
 * small, the run is repeated with more, provided that all inputs can seek. If a source does not
 * announce its duration, its first 16 MB of packets are buffered to estimate the room. An index of
 * more than 64 MiB stays at the end.
 *
 * <p>Thread-safe. Needs the natives of {@code org.bytedeco:ffmpeg} on the class path. The GPL build
 * of the natives has more encoders than the LGPL build.
 */
public final class LibavTranscoder implements Transcoder {
  /** How often a run is repeated because the index did not fit. */
  private static final int MAX_LARGER_RESERVES = 2;

  private static final long RETRY_RESERVE = 256 << 10;
  private static final long MAX_PENDING_BYTES = 16 << 20;

  private final LibavSettings settings;
  private final Capabilities capabilities;
  private final ReserveRule reserveRule;
  private final long maxPendingBytes;

  /** With {@link LibavSettings#standard()}. */
  public LibavTranscoder() {
    this(LibavSettings.standard());
  }

  public LibavTranscoder(LibavSettings settings) {
    this(settings, IndexSizeEstimate::of, MAX_PENDING_BYTES);
  }

  /**
   * @param maxPendingBytes the limit of the packets that are buffered to count them, if the source
   *     does not announce its duration
   */
  LibavTranscoder(LibavSettings settings, ReserveRule reserveRule, long maxPendingBytes) {
    this.settings = settings;
    this.reserveRule = reserveRule;
    this.maxPendingBytes = maxPendingBytes;
    this.capabilities = Encoders.capabilities();
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public MediaInfo probe(List<MediaInput> inputs, StageMonitor monitor) {
    try (Source source = open(inputs, monitor, MissingContent.ofProbe())) {
      return source.facts();
    }
  }

  @Override
  public MediaInfo probe(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
    try (Source source = open(inputs, monitor, new MissingContent(output.allowIncomplete()))) {
      return source.facts();
    }
  }

  @Override
  public Transcoder.Plan plan(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
    try (Source source = open(inputs, monitor, new MissingContent(output.allowIncomplete()))) {
      TranscodePlan plan =
          plan(source, new Transcoder.Task(inputs, output, Transcoder.TagOverrides.NONE), Set.of());
      return new Transcoder.Plan(source.facts(), plan.reports(source.facts()), plan.shorterSide());
    }
  }

  @Override
  public Transcoder.Result transcode(
      Transcoder.Task task, ArtifactSink sink, StageMonitor monitor) {
    OutputSpec output = task.output();
    long tagBytes =
        TagWriter.maxBytes(task.tags())
            + task.tags().cover().map(Transcoder.Picture::size).orElse(0);
    long minReserve = 0;
    int largerReserves = 0;
    boolean maySeek = true;
    // Each of these streams costs one run more at most.
    Set<Integer> changing = new HashSet<>();
    Set<Integer> empty = new HashSet<>();
    while (true) {
      MissingContent missing = new MissingContent(output.allowIncomplete());
      try (Source source = open(task.inputs(), monitor, missing)) {
        monitor.found(source.facts());
        TranscodePlan plan = plan(source, task, changing).withoutEmpty(empty);
        setPreferredAudio(plan, source);
        monitor.planned(plan.reports(source.facts()));
        try (TranscodingRun transcoding =
            new TranscodingRun(
                source,
                plan,
                task,
                maySeek && source.isReopenable(),
                sink,
                monitor,
                settings.limits(),
                missing)) {
          if (minReserve == 0 && IndexSizeEstimate.mustCount(source, output)) {
            transcoding.startWith(
                new PendingPackets(maxPendingBytes),
                held -> headReserve(IndexSizeEstimate.of(source, plan, output, held) + tagBytes));
          } else {
            long reserve = reserveRule.bytes(source, plan, output) + tagBytes;
            transcoding.start(headReserve(Math.max(minReserve, reserve)));
          }
          long lacking;
          try {
            lacking = transcoding.run();
          } catch (HeaderChange change) {
            if (!changing.add(changed(change, source, plan, output))) {
              throw change;
            }
            continue;
          }
          boolean leavesEmptyTracks =
              !transcoding.empty().isEmpty()
                  && !FormatTraits.of(output.container()).has(Trait.OMITS_EMPTY_TRACKS);
          if (lacking == 0
              && leavesEmptyTracks
              && source.isReopenable()
              && empty.addAll(transcoding.empty())) {
            continue;
          }
          if (lacking == 0) {
            return new Transcoder.Result(
                source.facts(),
                plan.describe(),
                reports(plan, source, transcoding, leavesEmptyTracks),
                sentences(missing, task.inputs()),
                plan.shorterSide(),
                transcoding.thumbnail(),
                transcoding.subtitles(),
                source.clockStarts());
          }
          if (!source.isReopenable() || largerReserves == MAX_LARGER_RESERVES) {
            throw new SluiceException(
                FailureCode.INTERNAL,
                String.format(
                    Locale.ROOT,
                    "The result's index does not fit into the %,d bytes reserved for it",
                    transcoding.reserve()));
          }
          largerReserves++;
          minReserve = Math.max(RETRY_RESERVE, 4 * (transcoding.reserve() + lacking));
        } catch (ClipSeek.Missed missed) {
          maySeek = false;
        }
      }
    }
  }

  private Source open(List<MediaInput> inputs, StageMonitor monitor, MissingContent missing) {
    return Source.open(inputs, monitor, settings.limits().maxPixels(), settings.spool(), missing);
  }

  private static List<String> sentences(MissingContent missing, List<MediaInput> inputs) {
    List<String> sentences = new ArrayList<>(missing.sentences());
    inputs.forEach(input -> sentences.addAll(input.missing()));
    return sentences;
  }

  // Of a stream that has no packets nothing was copied or encoded.
  private static List<StreamReport> reports(
      TranscodePlan plan, Source source, TranscodingRun transcoding, boolean leavesEmptyTracks) {
    Map<Integer, String> remarks = transcoding.remarks();
    if (leavesEmptyTracks) {
      transcoding
          .empty()
          .forEach(
              number ->
                  remarks.put(number, "the source holds nothing of it, so its track is empty"));
      return plan.reports(source.facts(), remarks);
    }
    return plan.withoutEmpty(transcoding.empty()).reports(source.facts(), remarks);
  }

  // An index that is too large for the sink's head goes to the end.
  private static long headReserve(long reserve) {
    return reserve < ArtifactSink.LARGEST_HEAD - ArtifactSink.LARGEST_HEAD / 8 ? reserve : 0;
  }

  private TranscodePlan plan(Source source, Transcoder.Task task, Set<Integer> changing) {
    OutputSpec output = task.output();
    TranscodePlan plan =
        TranscodePlan.of(source.facts(), output, new SourceFit(source, output, changing));
    checkEncoders(plan);
    source.fixedDuration().ifPresent(ClipWindow.of(output.clip())::checkWithin);
    boolean bringsCover =
        output.container().audioOnly()
            && task.tags().cover().flatMap(cover -> ImageHeader.of(cover.bytes())).isPresent();
    return bringsCover ? plan.withoutCover() : plan;
  }

  // Players choose the stream that is marked.
  private static void setPreferredAudio(TranscodePlan plan, Source source) {
    if (plan.preferredAudio().isEmpty()) {
      return;
    }
    for (StreamPlan stream : plan.streams()) {
      if (stream.source().kind() == StreamKind.AUDIO) {
        int index = stream.source().index();
        MetadataCopier.setDefault(source.stream(index), index == plan.preferredAudio().getAsInt());
      }
    }
  }

  /**
   * Returns the index of the stream that changes, if another run can encode it instead.
   *
   * @throws SluiceException CODEC_DOES_NOT_FIT if not
   */
  private static int changed(
      HeaderChange change, Source source, TranscodePlan plan, OutputSpec output) {
    StreamInfo stream =
        plan.streams().stream()
            .map(StreamPlan::source)
            .filter(info -> change.isOf(source.stream(info.index())))
            .findFirst()
            .orElseThrow();
    boolean isVideo = stream.kind() == StreamKind.VIDEO;
    boolean mayEncode = !isVideo || output.videoCodec() == VideoCodec.AUTO;
    if (mayEncode && source.isReopenable()) {
      return stream.index();
    }
    throw new SluiceException(
        FailureCode.CODEC_DOES_NOT_FIT,
        ("The source's %s stream changes its parameters in the middle, which a copy cannot hold;"
                + " ask for %s")
            .formatted(
                stream.codec(),
                isVideo
                    ? RequestField.VIDEO_CODEC.option() + " " + output.container().usualVideo()
                    : RequestField.AUDIO_CODEC.option()
                        + " "
                        + output.container().fallbackAudio()));
  }

  /** Decides how much room is reserved for the index. A test reserves too little. */
  @FunctionalInterface
  interface ReserveRule {
    long bytes(Source source, TranscodePlan plan, OutputSpec output);
  }

  private void checkEncoders(TranscodePlan plan) {
    for (StreamPlan stream : plan.streams()) {
      if (stream instanceof StreamPlan.EncodeVideo video
          && !capabilities.canEncode(video.codec())) {
        throw missing(video.codec().toString());
      }
      if (stream instanceof StreamPlan.EncodeAudio audio
          && !capabilities.canEncode(audio.codec())) {
        throw missing(audio.codec().toString());
      }
    }
  }

  private static SluiceException missing(String codec) {
    return new SluiceException(
        FailureCode.ENCODER_MISSING,
        "This build cannot encode %s: its libav natives have no encoder for it".formatted(codec));
  }
}
