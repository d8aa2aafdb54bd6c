package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_NONSTRICT;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_flush;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.Container;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.FormatTraits;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.base.Metadata;
import dev.sluice.media.libav.base.Natives;
import dev.sluice.media.libav.check.ContainerHeads;
import dev.sluice.media.libav.check.MissingContent;
import dev.sluice.media.libav.io.AvioStream;
import dev.sluice.media.libav.io.OutputHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one container with its index in front: reserves room for the index, writes forward, and
 * fills the room at the end.
 */
public final class Muxer implements AutoCloseable {
  /**
   * How long packets wait for those of a stream that has few, such as subtitles, in microseconds.
   * They are buffered meanwhile.
   */
  private static final long LONGEST_WAIT = 2_000_000;

  private final String format;
  private final FormatTraits traits;
  private final MissingContent missing;
  private final AVFormatContext context;
  private final OutputHandler handler;
  private final AvioStream bytes;
  private final List<OutputTrack> tracks = new ArrayList<>();
  private final List<Runnable> inHead = new ArrayList<>();
  private final Map<Integer, TrialDecoder> trials = new HashMap<>();
  private long written;
  private long rejected;
  private @Nullable PendingPackets pending;
  private @Nullable ToLongFunction<PendingPackets> reserveFor;
  private long reserve;
  private boolean strict;
  private boolean closed;

  /**
   * @param missing receives what the container cannot hold because it is damaged
   */
  public Muxer(
      Container container, ArtifactSink sink, StageMonitor monitor, MissingContent missing) {
    this(FormatTraits.muxerName(container), sink, monitor, missing);
  }

  /**
   * Makes a muxer that fails if the container cannot hold a packet.
   *
   * @param format libav's name of the muxer
   */
  public Muxer(String format, ArtifactSink sink, StageMonitor monitor) {
    this(format, sink, monitor, new MissingContent(false));
  }

  private Muxer(String format, ArtifactSink sink, StageMonitor monitor, MissingContent missing) {
    this.format = format;
    this.missing = missing;
    traits = FormatTraits.ofMuxer(format);
    context = allocate(format);
    handler = new OutputHandler(sink, monitor);
    bytes = AvioStream.writing(handler);
    context.pb(bytes.context());
  }

  static AVFormatContext allocate(String format) {
    Natives.load();
    AVFormatContext context = new AVFormatContext((Pointer) null);
    int code = avformat_alloc_output_context2(context, (AVOutputFormat) null, format, null);
    if (code < 0) {
      throw Failures.internal("this build has no muxer " + format, code);
    }
    return context;
  }

  /** Returns the traits of the format that is written. */
  public FormatTraits traits() {
    return traits;
  }

  public AVFormatContext context() {
    return context;
  }

  public AVStream addStream() {
    AVStream stream = avformat_new_stream(context, null);
    tracks.add(new OutputTrack(stream.time_base()));
    return stream;
  }

  /**
   * Writes the header. From then on bytes go to the sink.
   *
   * @param reserve the room for the index in bytes; 0 leaves the index at the end
   */
  public void start(long reserve) {
    start(reserve, Map.of());
  }

  /**
   * Writes the header with options of the muxer.
   *
   * @param more options by libav's names
   */
  public void start(long reserve, Map<String, String> more) {
    this.reserve = reserve;
    AVDictionary options = new AVDictionary((Pointer) null);
    more.forEach((key, value) -> av_dict_set(options, key, value, 0));
    if (reserve > 0) {
      traits
          .indexOption()
          .ifPresent(option -> av_dict_set(options, option, String.valueOf(reserve), 0));
    }
    if (traits.has(Trait.ID3_TAGS)) {
      // All players read version 3; many cannot read version 4.
      av_dict_set(options, "id3v2_version", "3", 0);
    }
    if (traits.has(Trait.STREAM_COMMENTS)) {
      // mp4's handler name would become a comment that players show.
      for (int i = 0; i < context.nb_streams(); i++) {
        AVDictionary tags = context.streams(i).metadata();
        if (tags != null && !tags.isNull()) {
          av_dict_set(tags, "handler_name", (String) null, 0);
          context.streams(i).metadata(tags);
        }
      }
    }
    for (int i = 0; i < context.nb_streams(); i++) {
      label(context.streams(i));
    }
    if (hasSubtitles()) {
      context.max_interleave_delta(LONGEST_WAIT);
    }
    int code = avformat_write_header(context, options);
    av_dict_free(options);
    handler.rethrow();
    if (code < 0) {
      throw Failures.doesNotFit(
          "%s cannot hold these streams (%s) together (%s); ask for format mkv, or for other codecs"
              .formatted(format, codecs(), Natives.describe(code)),
          code);
    }
    strict = (context.oformat().flags() & AVFMT_TS_NONSTRICT) == 0;
    inHead.forEach(Runnable::run);
    avio_flush(bytes.context());
    handler.rethrow();
    handler.startStreaming();
  }

  /**
   * Buffers packets until all have come or the buffer is full, and only then writes the header.
   *
   * @param reserveFor returns the room for the index in bytes, given the buffered packets; if the
   *     buffer is full, more packets may follow
   */
  public void startWith(PendingPackets packets, ToLongFunction<PendingPackets> reserveFor) {
    pending = packets;
    this.reserveFor = reserveFor;
  }

  private void startWithPending() {
    try (PendingPackets packets = pending) {
      pending = null;
      start(reserveFor.applyAsLong(packets));
      packets.drainTo(this::writeNext);
    }
  }

  private boolean hasSubtitles() {
    return IntStream.range(0, context.nb_streams())
        .anyMatch(i -> context.streams(i).codecpar().codec_type() == AVMEDIA_TYPE_SUBTITLE);
  }

  private void label(AVStream stream) {
    AVDictionary tags = stream.metadata();
    Map<String, String> named = Metadata.tags(tags);
    if (traits == FormatTraits.ISO && named.containsKey("title")) {
      // Players show the name of a track's handler as its title.
      av_dict_set(tags, "handler_name", named.get("title"), 0);
    }
    boolean hasLanguages = traits == FormatTraits.ISO || traits == FormatTraits.MATROSKA;
    if (hasLanguages && named.containsKey("language")) {
      av_dict_set(tags, "language", threeLetters(named.get("language")), 0);
    }
    if (tags != null && !tags.isNull()) {
      stream.metadata(tags);
    }
  }

  /** Returns the code of a language that mp4 and Matroska store: {@code fra} for {@code fr-CA}. */
  static String threeLetters(String language) {
    if (language.length() == 3) {
      return language;
    }
    try {
      String code = Locale.forLanguageTag(language.strip().replace('_', '-')).getISO3Language();
      return code.isEmpty() ? language : code;
    } catch (MissingResourceException e) {
      return language;
    }
  }

  private String codecs() {
    return IntStream.range(0, context.nb_streams())
        .mapToObj(context::streams)
        .map(Muxer::codec)
        .collect(Collectors.joining(", "));
  }

  /** Returns the room that was reserved for the index, in bytes. */
  public long reserve() {
    return reserve;
  }

  /**
   * Adds a task that runs between the header and the media. What it writes can be rewritten at the
   * end.
   */
  public void inHead(Runnable writing) {
    inHead.add(writing);
  }

  /** Writes the packet at once and unchanged. */
  public void writeNow(AVPacket packet, AVStream stream) {
    packet.stream_index(stream.index());
    int code = av_write_frame(context, packet);
    handler.rethrow();
    if (code < 0) {
      throw Failures.doesNotFit(
          "%s cannot hold the cover (%s); ask for another format"
              .formatted(format, Natives.describe(code)),
          code);
    }
  }

  /**
   * Writes the packet and takes its content over. Interleaves it with the other streams by time,
   * and repairs decoding times that are missing or go back, because a muxer accepts only growing
   * ones.
   *
   * @param base the time base of the packet's times
   */
  public void write(AVPacket packet, AVStream stream, AVRational base) {
    written++;
    if (!trials.isEmpty()) {
      tryDecoding(packet, stream.index());
    }
    if (pending == null) {
      writeNext(packet, stream, base);
      return;
    }
    pending.add(packet, stream, base);
    if (pending.isFull()) {
      startWithPending();
    }
  }

  private void writeNext(AVPacket packet, AVStream stream, AVRational base) {
    int index = stream.index();
    OutputTrack track = tracks.get(index);
    avcodec.av_packet_rescale_ts(packet, base, track.base());
    packet.stream_index(index);
    packet.pos(-1);
    track.repairTimes(packet, strict);
    int code = av_interleaved_write_frame(context, packet);
    handler.rethrow();
    if (code < 0) {
      reject(code);
    }
  }

  /**
   * Counts a rejected packet. It need not be the one that was given last, nor of its stream: libav
   * returns what became of a packet that was buffered.
   */
  private void reject(int code) {
    String sentence =
        String.format(
            Locale.ROOT,
            "The source%s is damaged: %s cannot hold one of its first %,d packets (%s)",
            tracks.size() == 1 ? "'s " + codec(context.streams(0)) + " stream" : "",
            format,
            written,
            Natives.describe(code));
    if (code != AVERROR_INVALIDDATA) {
      throw Failures.rejectedPacket(sentence, code);
    }
    if (!missing.isAllowed()) {
      missing.add(sentence);
    }
    rejected++;
  }

  private static String codec(AVStream stream) {
    return avcodec.avcodec_get_name(stream.codecpar().codec_id()).getString();
  }

  /** Decodes packets of a stream, before they are written, until one yields a frame. */
  void tryDecoding(int track, TrialDecoder trial) {
    trials.put(track, trial);
  }

  private void tryDecoding(AVPacket packet, int track) {
    TrialDecoder trial = trials.get(track);
    if (trial != null && trial.offer(packet) && trial.succeeds()) {
      trials.remove(track);
    }
  }

  /** Returns whether a packet of the stream could be decoded, unless none had to be. */
  boolean decodes(int track) {
    TrialDecoder trial = trials.get(track);
    return trial == null || trial.succeeds();
  }

  /** Returns the number of packets of a stream that were written. */
  long packets(int track) {
    return tracks.get(track).packets();
  }

  /** Returns the latest presentation time of a stream that was written, in microseconds. */
  long reachedMicroseconds(int track) {
    return tracks.get(track).reachedMicroseconds();
  }

  /** Returns the number of packets written, without covers. */
  public long written() {
    return written;
  }

  /**
   * Writes the packets that are still buffered to be counted. No more packets come. Tells of those
   * that the container could not hold.
   */
  public void drain() {
    if (pending != null) {
      startWithPending();
    }
    flush();
    if (rejected > 0) {
      tellRejected();
      rejected = 0;
    }
  }

  /** Writes what libav has buffered. Otherwise the first damaged packet would end the trailer. */
  private void flush() {
    // Each call that fails has removed a packet from the buffer.
    for (long most = written; most >= 0; most--) {
      int code = av_interleaved_write_frame(context, null);
      handler.rethrow();
      if (code >= 0) {
        return;
      }
      reject(code);
    }
  }

  private void tellRejected() {
    long[] lost =
        IntStream.range(0, tracks.size())
            .mapToLong(i -> Math.max(0, packets(i) - context.streams(i).nb_frames()))
            .toArray();
    if (LongStream.of(lost).sum() != rejected) {
      // A filter of libav joins packets of a stream, so it is unknown whose were rejected.
      tellRejected(rejected, written, "");
      return;
    }
    for (int i = 0; i < lost.length; i++) {
      if (lost[i] > 0) {
        tellRejected(lost[i], packets(i), "'s " + codec(context.streams(i)) + " stream");
        tracks.get(i).reject(lost[i]);
      }
    }
  }

  private void tellRejected(long count, long of, String stream) {
    missing.add(
        String.format(
            Locale.ROOT,
            "%,d of the %,d packets of the source%s are damaged, and %s cannot hold them",
            count,
            of,
            stream,
            format));
  }

  /**
   * Writes the index and ends the container.
   *
   * @return 0 if the index fits; otherwise the number of bytes by which the reserve was too small,
   *     at least 1
   */
  public long finish() {
    drain();
    int code = av_write_trailer(context);
    handler.rethrow();
    avio_flush(bytes.context());
    handler.rethrow();
    if (handler.overflow() > 0) {
      return handler.overflow();
    }
    boolean mayBeFull =
        reserve > 0 && (!traits.has(Trait.FILLS_INDEX_ROOM) || handler.headerIsFull());
    if (Natives.isInvalidArgument(code) && mayBeFull) {
      // Muxers return this code if their index does not fit. They do not say by how much.
      return 1;
    }
    if (code < 0) {
      throw Failures.doesNotFit(
          ("%s cannot describe these streams (%s) in its index (%s); ask for format mkv, or for"
                  + " other codecs")
              .formatted(format, codecs(), Natives.describe(code)),
          code);
    }
    return 0;
  }

  /** Returns whether the file that was written opens with what players need. */
  public boolean hasCompleteHead() {
    return ContainerHeads.isComplete(traits, handler.front(), reserve > 0);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    trials.values().forEach(TrialDecoder::close);
    if (pending != null) {
      pending.close();
    }
    avformat_free_context(context);
    bytes.close();
  }
}
