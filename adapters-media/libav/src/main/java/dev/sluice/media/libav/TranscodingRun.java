package dev.sluice.media.libav;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.SidecarSpec;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.RequestField;
import dev.sluice.media.libav.base.DecoderLimits;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.base.MappedPacket;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.check.MissingContent;
import dev.sluice.media.libav.codec.AacCopy;
import dev.sluice.media.libav.codec.AudioEncoding;
import dev.sluice.media.libav.codec.SubtitleEncoding;
import dev.sluice.media.libav.codec.SubtitleExtractor;
import dev.sluice.media.libav.codec.VideoEncoding;
import dev.sluice.media.libav.demux.ClipSeek;
import dev.sluice.media.libav.demux.Demuxer;
import dev.sluice.media.libav.demux.InputReader;
import dev.sluice.media.libav.demux.Source;
import dev.sluice.media.libav.mux.AttachmentCopy;
import dev.sluice.media.libav.mux.MetadataCopier;
import dev.sluice.media.libav.mux.Muxer;
import dev.sluice.media.libav.mux.PacketCopy;
import dev.sluice.media.libav.mux.PendingPackets;
import dev.sluice.media.libav.mux.ResultCheck;
import dev.sluice.media.libav.mux.StreamPipeline;
import dev.sluice.media.libav.mux.TagWriter;
import dev.sluice.media.libav.plan.ClipWindow;
import dev.sluice.media.libav.plan.StreamPlan;
import dev.sluice.media.libav.plan.TranscodePlan;
import dev.sluice.media.libav.still.CoverWriter;
import dev.sluice.media.libav.still.SuppliedCover;
import dev.sluice.media.libav.still.ThumbnailPicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.jspecify.annotations.Nullable;

/**
 * One run of the main loop: takes packets from the source through their pipelines into the muxer.
 */
final class TranscodingRun implements AutoCloseable {
  private final Source source;
  private final StageMonitor monitor;
  private final Optional<SuppliedCover> cover;
  private Optional<ThumbnailPicker> thumbnail = Optional.empty();
  private final Muxer muxer;
  private final MissingContent missing;
  private final ResultCheck check;
  private Set<Integer> empty = Set.of();
  private final Map<Integer, StreamPipeline> pipelines = new HashMap<>();
  private final List<StreamPipeline> orderedPipelines = new ArrayList<>();
  private final Map<Integer, SubtitleExtractor> extractors = new HashMap<>();
  private final List<InputReader> readers = new ArrayList<>();
  private final AVPacket packet = new MappedPacket();
  private final ClipWindow window;
  private final Duration duration;
  private final boolean isAudioOnly;

  /**
   * @param maySeek whether the source can be opened again if a seek within it misses its target
   * @param missing receives what the result lacks
   * @throws ClipSeek.Missed if a seek missed its target
   */
  TranscodingRun(
      Source source,
      TranscodePlan plan,
      Transcoder.Task task,
      boolean maySeek,
      ArtifactSink sink,
      StageMonitor monitor,
      DecoderLimits limits,
      MissingContent missing) {
    OutputSpec output = task.output();
    isAudioOnly = output.container().audioOnly();
    this.source = source;
    this.monitor = monitor;
    cover =
        output.container().audioOnly()
            ? SuppliedCover.of(task.tags())
            : Optional.<SuppliedCover>empty();
    this.missing = missing;
    muxer = new Muxer(output.container(), sink, monitor, missing);
    check = new ResultCheck(muxer, missing);
    try {
      SidecarSpec sidecars = task.sidecars();
      thumbnail =
          sidecars.thumbnail()
              ? Optional.of(new ThumbnailPicker(source, sidecars.picture(), limits))
              : Optional.empty();
      Set<Integer> watched = watched(sidecars.subtitles());
      source
          .demuxers()
          .forEach(
              demuxer -> readers.add(new InputReader(source, demuxer, plan, watched, monitor)));
      window = seekToClip(ClipWindow.of(output.clip()), plan, maySeek);
      duration = window.length(source.facts().duration().orElse(Duration.ZERO));
      thumbnail.ifPresent(picture -> picture.setDuration(duration));
      for (int number : sidecars.subtitles()) {
        extractors.put(number, new SubtitleExtractor(source.stream(number), window));
      }
      Demuxer first = source.demuxers().get(0);
      MetadataCopier.copyFile(first.context(), muxer.context(), first.startMicroseconds(), window);
      plan.streams().forEach(stream -> add(stream, output, limits));
      cover.ifPresent(supplied -> supplied.add(muxer));
      TagWriter.write(task.tags(), muxer);
    } catch (Throwable failure) {
      close();
      throw failure;
    }
  }

  private Set<Integer> watched(List<Integer> subtitles) {
    Set<Integer> numbers = new HashSet<>();
    thumbnail.ifPresent(picture -> picture.watched().ifPresent(numbers::add));
    numbers.addAll(subtitles);
    return numbers;
  }

  // A container without edit lists cannot hide the pictures before the clip, so the clip begins
  // with the key picture.
  private ClipWindow seekToClip(ClipWindow requested, TranscodePlan plan, boolean maySeek) {
    boolean copied =
        plan.streams().stream()
            .anyMatch(
                stream ->
                    stream instanceof StreamPlan.Copy
                        && stream.source().kind() == StreamKind.VIDEO);
    ClipWindow found = requested;
    for (InputReader reader : readers) {
      if (reader.hasPicture()) {
        OptionalLong startTime = reader.seekToStart(requested, maySeek);
        boolean isEarlier = startTime.isPresent() && startTime.getAsLong() <= requested.from();
        if (copied && !muxer.traits().has(Trait.EDIT_LISTS) && requested.cutsStart() && isEarlier) {
          found = requested.beginningAt(startTime.getAsLong());
        }
      }
    }
    for (InputReader reader : readers) {
      if (!reader.hasPicture()) {
        reader.seekToStart(found, maySeek);
      }
    }
    return found;
  }

  private void add(StreamPlan plan, OutputSpec output, DecoderLimits limits) {
    int index = plan.source().index();
    AVStream stream = source.stream(index);
    if (plan.source().kind() == StreamKind.COVER) {
      CoverWriter.add(stream.codecpar(), stream.attached_pic(), muxer);
      return;
    }
    if (plan.source().kind() == StreamKind.OTHER) {
      AttachmentCopy.add(stream, muxer);
      return;
    }
    int track = muxer.context().nb_streams();
    StreamPipeline pipeline;
    if (plan instanceof StreamPlan.EncodeVideo video) {
      pipeline =
          new VideoEncoding(
              source.demuxerOf(index), stream, video, output.videoQuality(), window, muxer, limits);
    } else if (plan instanceof StreamPlan.EncodeAudio audio) {
      pipeline =
          new AudioEncoding(stream, audio.codec(), output.audioBitrate(), window, muxer, limits);
    } else if (plan instanceof StreamPlan.EncodeSubtitle subtitle) {
      pipeline = new SubtitleEncoding(stream, subtitle.codec(), window, muxer);
    } else if (stream.codecpar().codec_id() == AV_CODEC_ID_AAC) {
      pipeline = new AacCopy(stream, source.demuxerOf(index).traits(), window, muxer, limits);
    } else {
      checkPresentationTimes(plan.source());
      pipeline = new PacketCopy(stream, source.demuxerOf(index).traits(), window, muxer);
    }
    pipelines.put(index, pipeline);
    orderedPipelines.add(pipeline);
    check.add(plan, stream, track, limits.maxPixels());
  }

  private void checkPresentationTimes(StreamInfo facts) {
    if (source.lacksPresentationTimes(facts)) {
      throw new SluiceException(
          FailureCode.CODEC_DOES_NOT_FIT,
          ("The source is an avi with reordered %s pictures, and avi does not store presentation"
                  + " times, so they cannot be copied; ask for %s auto or h264")
              .formatted(facts.codec(), RequestField.VIDEO_CODEC.option()));
    }
  }

  /**
   * Starts the muxer once the room for the index can be estimated: see {@link Muxer#startWith}.
   * Called instead of {@link #start}.
   */
  void startWith(PendingPackets packets, ToLongFunction<PendingPackets> reserveFor) {
    muxer.startWith(packets, reserveFor);
  }

  /**
   * Starts the muxer.
   *
   * @param reserve the room for the index, in bytes
   */
  void start(long reserve) {
    muxer.start(reserve);
  }

  /** Returns the room that was reserved for the index, in bytes. */
  long reserve() {
    return muxer.reserve();
  }

  /**
   * Runs to the end of the source or of the clip.
   *
   * @return 0 if the result is complete; otherwise the number of bytes by which the reserve was too
   *     small
   */
  long run() {
    while (true) {
      InputReader next = next();
      if (next == null) {
        break;
      }
      monitor.check();
      if (!next.read(packet, window)) {
        continue;
      }
      monitor.converted(progress(next.reached()), duration);
      int number = next.number(packet);
      thumbnail.ifPresent(picture -> picture.consider(number, packet));
      if (extractors.containsKey(number)) {
        extractors.get(number).consider(packet);
      }
      StreamPipeline pipeline = pipelines.get(number);
      if (pipeline == null) {
        av_packet_unref(packet);
        continue;
      }
      check.record(number, next.reached());
      pipeline.accept(packet);
    }
    if (window.cutsStart() || window.cutsEnd()) {
      // The rest of the source is never requested, so the fetcher does not see its end.
      monitor.downloadFinished();
    }
    readers.forEach(reader -> reader.verify(window));
    orderedPipelines.forEach(this::finish);
    checkLateStreams();
    pipelines.keySet().forEach(number -> source.lost(number).ifPresent(missing::tell));
    if (muxer.written() == 0 && window.cutsStart()) {
      throw window.beyond(Times.ofMicroseconds(furthestReached()));
    }
    muxer.drain();
    empty = check.verify(window);
    long lacking = muxer.finish();
    if (lacking == 0 && !muxer.hasCompleteHead()) {
      throw Failures.internal("the head of the result is incomplete", (Throwable) null);
    }
    return lacking;
  }

  private void finish(StreamPipeline pipeline) {
    try {
      pipeline.finish();
    } catch (SluiceException failure) {
      missing.add(failure);
    }
    pipeline.lost().ifPresent(missing::add);
  }

  /** Returns the numbers of the planned streams of which the source holds no packet. */
  Set<Integer> empty() {
    return empty;
  }

  // Streams that begin in the middle continue others, or are more than what the source began with.
  private void checkLateStreams() {
    if (source.lacksLate(StreamKind.AUDIO)) {
      reportLate("audio");
    }
    if (source.lacksLate(StreamKind.VIDEO) && !isAudioOnly) {
      reportLate("video");
    }
  }

  private void reportLate(String kind) {
    String sentence =
        "The source's %s begins only in the middle, where another part follows one without any"
            .formatted(kind);
    if (!missing.isAllowed()) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          sentence
              + "; fetch its parts one by one, ask for a clip that ends before it, or set "
              + RequestField.ALLOW_INCOMPLETE.option()
              + " to leave it out");
    }
    missing.add(sentence);
  }

  /** Returns the thumbnail; called when the result is written. */
  Optional<Transcoder.Picture> thumbnail() {
    return thumbnail.flatMap(ThumbnailPicker::finish);
  }

  /** Returns the requested subtitle streams as WebVTT, by stream number. */
  Map<Integer, byte[]> subtitles() {
    Map<Integer, byte[]> texts = new HashMap<>();
    extractors.forEach(
        (number, extractor) -> extractor.webVtt().ifPresent(text -> texts.put(number, text)));
    return texts;
  }

  /** Returns what a reader of the report should know about a stream's processing, by its number. */
  Map<Integer, String> remarks() {
    Map<Integer, String> remarks = new HashMap<>();
    pipelines.forEach(
        (number, pipeline) -> pipeline.remark().ifPresent(text -> remarks.put(number, text)));
    return remarks;
  }

  private Duration progress(long reached) {
    Duration upTo = Times.ofMicroseconds(Math.max(0, reached));
    return duration.isZero() || upTo.compareTo(duration) < 0 ? upTo : duration;
  }

  private long furthestReached() {
    return source.demuxers().stream().mapToLong(Demuxer::reachedMicroseconds).max().orElse(0);
  }

  // The input that is furthest behind, so that the muxer has little to buffer.
  private @Nullable InputReader next() {
    InputReader next = null;
    for (InputReader reader : readers) {
      if (!reader.ended() && (next == null || reader.reached() < next.reached())) {
        next = reader;
      }
    }
    return next;
  }

  @Override
  public void close() {
    orderedPipelines.forEach(StreamPipeline::close);
    readers.forEach(InputReader::close);
    muxer.close();
    cover.ifPresent(SuppliedCover::close);
    thumbnail.ifPresent(ThumbnailPicker::close);
    extractors.values().forEach(SubtitleExtractor::close);
    av_packet_free(packet);
  }
}
