package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avio_seek;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_PATCHWELCOME;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.RequestField;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.FormatTraits;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.base.Natives;
import dev.sluice.media.libav.base.TimeBase;
import dev.sluice.media.libav.check.ContainerHeads;
import dev.sluice.media.libav.check.FileSignatures;
import dev.sluice.media.libav.check.FragmentIndex;
import dev.sluice.media.libav.check.MissingContent;
import dev.sluice.media.libav.check.ProgramMaps;
import dev.sluice.media.libav.check.Scrambling;
import dev.sluice.media.libav.check.TruncationCheck;
import dev.sluice.media.libav.check.VideoLimits;
import dev.sluice.media.libav.io.AvioStream;
import dev.sluice.media.libav.io.InputHandler;
import dev.sluice.media.libav.io.ScrambledStreams;
import dev.sluice.media.libav.io.Spool;
import dev.sluice.media.libav.time.MediaClock;
import dev.sluice.media.libav.time.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** One opened input, whose packets have the times of the media: see {@link MediaClock}. */
public final class Demuxer implements AutoCloseable {
  static final int MAX_STREAMS = 200;

  /**
   * How long libav may look for the parameters of a stream with few packets, in microseconds: for
   * the second picture behind the first, which may come late. It reads 5 MB at most. It would look
   * as long in each transport stream, because those may have more streams later.
   */
  private static final long LONGEST_SLIDE = 120_000_000;

  /** So many packets in a row that cannot be read are the end, if an incomplete result will do. */
  private static final int MAX_UNREADABLE = 100_000;

  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;

  /** Timestamps of more bits never start again at zero. */
  private static final int MAX_WRAP_BITS = 48;

  /** Codecs whose presentation times libav does not derive from the decoding order. */
  private static final Set<Integer> REORDERED_CODECS =
      Set.of(avcodec.AV_CODEC_ID_H264, avcodec.AV_CODEC_ID_HEVC);

  private final boolean isReopenable;
  private final Spool.@Nullable Copy spooled;
  private final InputHandler handler;
  private final AvioStream bytes;
  private final AdtsTimes adtsTimes = new AdtsTimes();

  /** The positions of the elementary packets that were read last, by stream. */
  private final Map<Integer, Long> positions = new HashMap<>();

  private AVFormatContext context;
  private final FormatTraits traits;
  private final boolean restarts;
  private final TimeBase[] bases;
  private final LateStreams late;

  /** The streams whose samples are converted, by their index. */
  private final Map<Integer, TextSamples> texts = new TreeMap<>();

  private @Nullable PacketClock clock;
  private final TruncationCheck end;
  private final MissingContent missing;
  private final long announced;
  private final Optional<Duration> maxDuration;
  private final Optional<MediaInput.Rendition> rendition;
  private boolean hasLostSlides;
  private boolean isUnreadableReported;
  private boolean closed;

  /** Opens the input and reads its streams. If that fails, nothing stays open. */
  Demuxer(
      MediaInput input, StageMonitor monitor, long maxPixels, Spool spool, MissingContent missing) {
    Natives.load();
    this.missing = missing;
    isReopenable = input.seekable();
    InputHandler directHandler = new InputHandler(input, monitor);
    FileSignatures.check(directHandler.head());
    if (!isReopenable && ContainerHeads.indexMayBeAtEnd(directHandler.head())) {
      spooled = spool.copy(input, directHandler.head(), monitor);
      handler = new InputHandler(spooled, monitor);
    } else {
      spooled = null;
      handler = directHandler;
    }
    bytes = AvioStream.reading(handler);
    // If libav looks for the duration at the end of the file, it comes back and reads all again.
    boolean isReadTwice = handler.seekable() && handler.size().isPresent();
    handler.stopAtJoints(!isReadTwice);
    context = avformat_alloc_context();
    try {
      boolean isLive = input.size().isEmpty() && input.duration().isEmpty();
      open(maxPixels, isLive);
      if (isReadTwice) {
        stopAtJoints();
      }
      traits = FormatTraits.ofDemuxer(format());
      end = new TruncationCheck(context, handler, traits, input, missing);
      bytes.readInPlace(handler);
      bases = new TimeBase[knownStreams(input, monitor, maxPixels)];
    } catch (Throwable failure) {
      close();
      throw failure;
    }
    late = new LateStreams(context, bases.length, traits.has(Trait.CHAINED));
    for (int i = 0; i < bases.length; i++) {
      bases[i] = TimeBase.of(context.streams(i).time_base());
      int index = i;
      TextSamples.of(context.streams(i)).ifPresent(text -> texts.put(index, text));
    }
    maxDuration = input.longest();
    rendition = input.rendition();
    announced = input.duration().map(known -> known.toNanos() / 1_000).orElse(0L);
    // Elsewhere a jump in time is intended.
    restarts =
        (context.iformat().flags() & AVFMT_TS_DISCONT) != 0
            || traits.has(Trait.APPENDED_CLOCKS)
            || (input.inPieces() && !handler.seekable());
    MediaClock own = new MediaClock(List.of(clockInput()));
    clock = new PacketClock(bases, handler, own.timeline(0), this::readNext);
  }

  // To learn the duration, libav reads the end of a file, and may find streams there that begin
  // only in the middle. They are known from the beginning if they can continue no other one.
  private int knownStreams(MediaInput input, StageMonitor monitor, long maxPixels) {
    int count = context.nb_streams();
    Set<Integer> first = ProgramMaps.firstPids(handler.front());
    if (first.isEmpty()) {
      return count;
    }
    Set<Integer> types = new HashSet<>();
    for (int i = 0; i < count; i++) {
      if (first.contains(context.streams(i).id())) {
        types.add(context.streams(i).codecpar().codec_type());
      }
    }
    while (count > 1 && !first.contains(context.streams(count - 1).id())) {
      count--;
    }
    while (count < context.nb_streams()
        && !types.contains(context.streams(count).codecpar().codec_type())
        && LateParameters.find(context, context.streams(count), input, monitor, maxPixels)) {
      count++;
    }
    return count;
  }

  /** Stops at joints from now on, also at those that are among the bytes that libav has read. */
  private void stopAtJoints() {
    handler.stopAtJoints(true);
    if (handler.hasPassedJoint()) {
      AVIOContext buffered = bytes.context();
      long at = avio_seek(buffered, 0, SEEK_CUR);
      handler.seek(at, SEEK_SET);
      dropBuffered(at);
    }
  }

  /** Drops what libav has buffered, so that it reads on from a position. */
  private void dropBuffered(long at) {
    AVIOContext buffered = bytes.context();
    buffered.buf_ptr(buffered.buffer());
    buffered.buf_end(buffered.buffer());
    buffered.pos(at);
    buffered.eof_reached(0);
  }

  /** Returns the streams that turned up in the middle. */
  LateStreams lateStreams() {
    return late;
  }

  /** Returns what the media's clock needs to know of the input. */
  MediaClock.Input clockInput() {
    List<MediaClock.Track> tracks = new ArrayList<>();
    for (int i = 0; i < bases.length; i++) {
      AVStream stream = context.streams(i);
      int bits = stream.pts_wrap_bits();
      long wrap = bits > 0 && bits < MAX_WRAP_BITS ? bases[i].toMicroseconds(1L << bits) : 0;
      tracks.add(new MediaClock.Track(kind(stream), wrap));
    }
    return new MediaClock.Input(
        tracks,
        restarts,
        traits.has(Trait.APPENDED_CLOCKS),
        traits.has(Trait.SHARED_CLOCK),
        context.start_time() == AV_NOPTS_VALUE ? 0 : context.start_time(),
        Optional.ofNullable(handler.pieceAt(0)));
  }

  private static MediaClock.Kind kind(AVStream stream) {
    int type = stream.codecpar().codec_type();
    boolean isCover = (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0;
    if (type == AVMEDIA_TYPE_VIDEO && !isCover) {
      return MediaClock.Kind.PICTURE;
    }
    return type == AVMEDIA_TYPE_AUDIO ? MediaClock.Kind.SOUND : MediaClock.Kind.SPARSE;
  }

  /**
   * Joins the clock that all inputs of the media share.
   *
   * @param readLeader reads the leading input ahead; returns false if it cannot
   */
  void join(Timeline timeline, BooleanSupplier readLeader) {
    clock.join(timeline, readLeader);
  }

  /** Reads one more packet ahead; returns false if that is not possible. */
  boolean readAhead() {
    return clock.readAhead();
  }

  /** Notes that no packets of this input are needed. */
  void exclude() {
    clock.timeline().exclude();
  }

  private void open(long maxPixels, boolean isLive) {
    open(maxPixels, 0L);
    boolean isTransport = FormatTraits.ofDemuxer(format()) == FormatTraits.MPEGTS;
    // Slides: the first one ends where the next one begins.
    boolean hasSlides = isTransport && hasSlides(isLive);
    hasLostSlides = hasSlides && !handler.rewind();
    if (hasSlides && !hasLostSlides) {
      avformat_close_input(context);
      dropBuffered(0);
      context = avformat_alloc_context();
      open(maxPixels, LONGEST_SLIDE);
    }
    handler.forgetFirstBytes();
  }

  /** Returns whether the first bytes should have been read again, and were too many. */
  public boolean hasLostSlides() {
    return hasLostSlides;
  }

  // Tables often list a picture that never comes, and a live stream brings it no sooner if libav
  // waits for it.
  private boolean hasSlides(boolean isLive) {
    return IntStream.range(0, context.nb_streams())
        .mapToObj(context::streams)
        .filter(Demuxer::lacksSize)
        .anyMatch(stream -> !isLive || handler.hasBegun(stream.id()));
  }

  private static boolean lacksSize(AVStream stream) {
    AVCodecParameters parameters = stream.codecpar();
    return parameters.codec_type() == AVMEDIA_TYPE_VIDEO
        && parameters.codec_id() != avcodec.AV_CODEC_ID_NONE
        && parameters.width() <= 0;
  }

  /**
   * @param analyzed how long libav may look for parameters, in microseconds; 0 for its usual time
   */
  private void open(long maxPixels, long analyzed) {
    context.pb(bytes.context());
    AVDictionary options = new AVDictionary((Pointer) null);
    av_dict_set(options, "format_whitelist", FormatTraits.demuxerWhitelist(), 0);
    av_dict_set(options, "protocol_whitelist", "", 0);
    av_dict_set(options, "max_streams", String.valueOf(MAX_STREAMS), 0);
    int code = avformat_open_input(context, "", null, options);
    av_dict_free(options);
    handler.rethrow();
    if (code < 0) {
      throw FileSignatures.notOpened(handler, code);
    }
    if (!FormatTraits.ofDemuxer(format()).has(Trait.PRESENTATION_TIMES)) {
      context.flags(context.flags() | AVFormatContext.AVFMT_FLAG_GENPTS);
    }
    // Checked twice: before anything is decoded, and again with the values found by decoding.
    VideoLimits.check(context, maxPixels);
    if (analyzed > 0) {
      context.max_analyze_duration(analyzed);
    }
    code = avformat_find_stream_info(context, (AVDictionary) null);
    // The end may be unreadable, and the streams known all the same.
    if (code < 0) {
      handler.rethrow();
    }
    handler.rethrow(missing::add);
    if (code < 0) {
      throw Failures.damaged(
          "The source looks like %s, but its streams cannot be read (%s); it is damaged or truncated"
              .formatted(format(), Natives.describe(code)));
    }
    VideoLimits.check(context, maxPixels);
    VideoLimits.repairRates(context);
  }

  public String format() {
    return context.iformat().name().getString();
  }

  /** Returns the traits of the input's format. */
  public FormatTraits traits() {
    return traits;
  }

  public AVFormatContext context() {
    return context;
  }

  public int streamCount() {
    return bases.length;
  }

  public AVStream stream(int index) {
    return context.streams(index);
  }

  /**
   * Returns whether the presentation times of a stream's packets are unknown, and those that libav
   * guesses are wrong.
   */
  public boolean lacksPresentationTimes(AVStream stream) {
    return traits.has(Trait.DECODING_ORDER_ONLY)
        && REORDERED_CODECS.contains(stream.codecpar().codec_id())
        && stream.codecpar().video_delay() > 0;
  }

  /** Returns the time base of a stream. */
  TimeBase base(int index) {
    return bases[index];
  }

  /** Returns whether the input can be opened again from its beginning. */
  boolean isReopenable() {
    return isReopenable;
  }

  /** Returns the time of the input's clock that is zero in the result, in microseconds. */
  public long startMicroseconds() {
    return clock.timeline().zero();
  }

  /** Returns the time of each section's clock that is zero in the result, in microseconds. */
  Map<Long, Long> sectionStarts() {
    return clock.timeline().sectionStarts();
  }

  /** Returns the first bytes of the input. */
  byte[] front() {
    return handler.front();
  }

  /** Returns what a manifest says about the input. */
  Optional<MediaInput.Rendition> rendition() {
    return rendition;
  }

  /** Returns the longest possible duration, if something besides the bytes announces it. */
  public Optional<Duration> maxDuration() {
    return maxDuration;
  }

  /** Returns the duration in microseconds; 0 if it is unknown. */
  long durationMicroseconds() {
    if (fragmentsUnseen()) {
      long known = FragmentIndex.duration(handler.front()).orElse(0);
      return known > 0 ? known : announced;
    }
    long duration = context.duration();
    boolean known = duration != AV_NOPTS_VALUE && duration > 0 && !guessed();
    if (!known && announced > 0) {
      return announced;
    }
    return duration == AV_NOPTS_VALUE || duration < 0 ? 0 : duration * 1_000_000L / AV_TIME_BASE;
  }

  private boolean guessed() {
    return context.duration_estimation_method() == AVFMT_DURATION_FROM_BITRATE;
  }

  /**
   * Returns whether there may be fragments that libav has not read: if the input cannot seek, libav
   * knows only the first ones and takes their end for the end of the file.
   */
  public boolean fragmentsUnseen() {
    return !handler.seekable()
        && traits.has(Trait.FRAGMENTS)
        && FragmentIndex.fragmented(handler.front());
  }

  /**
   * Returns whether {@link #seek} may be called. Where the clock may start again, only what comes
   * before a packet tells its time.
   */
  boolean canSeek() {
    return handler.seekable() && traits.has(Trait.TIMES_AFTER_SEEK) && !restarts;
  }

  /** Returns whether nothing can come after the announced duration. */
  boolean isDurationFixed() {
    return isDurationAnnounced() && (announced > 0 || !restarts);
  }

  /**
   * Seeks to the last key packet of a stream at or before a time.
   *
   * @return false if that failed; the position is then unknown
   */
  boolean seek(int index, long microseconds) {
    clock.discard();
    texts.values().forEach(TextSamples::clear);
    clock.timeline().keepConstant();
    long time = bases[index].fromMicroseconds(microseconds + startMicroseconds());
    int code = av_seek_frame(context, index, time, AVSEEK_FLAG_BACKWARD);
    handler.rethrow();
    return code >= 0;
  }

  /** Returns how much has been read, in microseconds. */
  public long reachedMicroseconds() {
    return end.reachedMicroseconds();
  }

  /** Notes that only a clip is needed. */
  void startClip() {
    end.startClip();
  }

  /**
   * Reports pieces of a clip that are incomplete. Called when the clip has been read.
   *
   * @throws dev.sluice.core.failure.SluiceException MEDIA_DAMAGED, as {@link MissingContent} says
   */
  void verifyClip(TruncationCheck.Part part) {
    checkScrambled(part.from(), part.to(), late::continuedBy);
    end.verifyClip(part);
  }

  /** Returns whether nothing was found of all the sound and pictures that are announced. */
  boolean isEmpty() {
    return context.start_time() == AV_NOPTS_VALUE
        && IntStream.range(0, bases.length)
            .mapToObj(i -> context.streams(i).codecpar())
            .allMatch(Demuxer::lacksParameters);
  }

  /** Returns whether it is unknown what the packets of a stream of audio or video are like. */
  static boolean lacksParameters(AVCodecParameters stream) {
    return switch (stream.codec_type()) {
      case AVMEDIA_TYPE_VIDEO -> stream.width() <= 0;
      case AVMEDIA_TYPE_AUDIO -> stream.sample_rate() <= 0;
      default -> true;
    };
  }

  /** Returns how much has been read, in bytes. */
  long readBytes() {
    return handler.position();
  }

  /** Returns the size in bytes, if it is known. */
  OptionalLong size() {
    return handler.size();
  }

  /** Returns whether the duration is announced rather than guessed from bitrates. */
  boolean isDurationAnnounced() {
    return announced > 0 || (durationMicroseconds() > 0 && !fragmentsUnseen() && !guessed());
  }

  /** Ignores a stream: its packets are not even parsed, unless they show where the input ends. */
  void discard(int index) {
    if (!end.drop(index)) {
      context.streams(index).discard(avcodec.AVDISCARD_ALL);
    }
  }

  /**
   * Reads the next packet of any stream, with the times of the media.
   *
   * @return false at the end, after the check that the source is not truncated
   */
  public boolean read(AVPacket packet) {
    return clock.next(packet);
  }

  private boolean readNext(AVPacket packet) {
    int unreadable = 0;
    while (true) {
      if (nextText(packet)) {
        return true;
      }
      int code = av_read_frame(context, packet);
      if (code == AVERROR_EOF && handler.isAtJoint()) {
        // The last packets of the streams that end here have been returned.
        handler.passJoint();
        bytes.context().eof_reached(0);
        continue;
      }
      boolean mayGoOn = code >= 0 && missing.isAllowed();
      boolean isCut = !mayGoOn && handler.rethrow(missing::add);
      if (code == AVERROR_EOF || isCut) {
        texts.values().forEach(TextSamples::finish);
        if (nextText(packet)) {
          return true;
        }
        checkScrambled(0, Long.MAX_VALUE, late::continuedBy);
        end.verify();
        return false;
      }
      if (Natives.isTryAgain(code)) {
        continue;
      }
      if (code == AVERROR_PATCHWELCOME && traits.has(Trait.CHAINED)) {
        reportChange();
        return false;
      }
      if (code < 0) {
        if (!isUnreadableReported) {
          missing.add(unreadable(code));
          isUnreadableReported = true;
        }
        // Other packets may be whole: an index can lead to bytes that are not there.
        if (++unreadable > MAX_UNREADABLE) {
          end.verify();
          return false;
        }
        continue;
      }
      if (isTorn(packet) || !late.assign(packet)) {
        avcodec.av_packet_unref(packet);
        continue;
      }
      if (traits == FormatTraits.AAC) {
        adtsTimes.correct(packet);
        packet.pos(handler.position(packet.pos()));
      }
      if (handler.takeLongScrambled(packet.pos())) {
        checkScrambled(0, packet.pos(), late::continuedSoFar);
      }
      int index = packet.stream_index();
      end.record(packet, index, base(index), startMicroseconds());
      if (!end.isTaken(index) || isPartial(packet)) {
        avcodec.av_packet_unref(packet);
        continue;
      }
      TextSamples text = texts.get(index);
      if (text != null) {
        text.add(packet);
        avcodec.av_packet_unref(packet);
        continue;
      }
      if (restarts) {
        showAfterEdit(packet, index);
      }
      return true;
    }
  }

  private boolean nextText(AVPacket packet) {
    return texts.values().stream().anyMatch(text -> text.next(packet));
  }

  /** Returns how many texts of a stream could not be read. */
  long brokenTexts(int index) {
    TextSamples text = texts.get(index);
    return text == null ? 0 : text.broken();
  }

  // A frame of which a part is scrambled is damage, and all but the first of an elementary packet
  // have no position.
  private boolean isTorn(AVPacket packet) {
    int index = packet.stream_index();
    if (packet.pos() >= 0) {
      positions.put(index, packet.pos());
    }
    return handler.hasScrambled()
        && handler.isTorn(
            elementaryStream(context.streams(index)), positions.getOrDefault(index, -1L));
  }

  private int elementaryStream(AVStream stream) {
    return traits == FormatTraits.MPEG ? Scrambling.programStream(stream.id()) : stream.id();
  }

  // libav skips what is scrambled, or takes it for media.
  private void checkScrambled(long from, long to, IntUnaryOperator predecessor) {
    if (!handler.hasScrambled()) {
      return;
    }
    for (int i = 0; i < context.nb_streams(); i++) {
      AVStream stream = context.streams(i);
      int type = stream.codecpar().codec_type();
      boolean isMedia = type == AVMEDIA_TYPE_VIDEO || type == AVMEDIA_TYPE_AUDIO;
      ScrambledStreams.Share share = handler.scrambled(elementaryStream(stream), from, to);
      if (isMedia && share.scrambled() > 0) {
        int known = i < bases.length ? i : predecessor.applyAsInt(i);
        if (known >= 0 && end.isTaken(known)) {
          reportScrambled(stream, share);
        }
      }
    }
  }

  private void reportScrambled(AVStream stream, ScrambledStreams.Share share) {
    String sentence =
        String.format(
            Locale.ROOT,
            "The source's %s stream is encrypted in parts (%,d of its %,d packets)",
            avcodec.avcodec_get_name(stream.codecpar().codec_id()).getString(),
            share.scrambled(),
            share.of());
    if (share.isTooMuch() && !missing.isAllowed()) {
      throw new SluiceException(
          FailureCode.MEDIA_PROTECTED,
          sentence
              + ", and only players with a licence have their key; set "
              + RequestField.ALLOW_INCOMPLETE.option()
              + " to take the rest");
    }
    missing.tell(sentence);
  }

  // Of a transport stream, the flag also marks packets behind a gap, which may be whole. Samples
  // that nothing divides into packets are whole up to the end.
  private boolean isPartial(AVPacket packet) {
    return (packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) != 0
        && traits != FormatTraits.MPEGTS
        && traits != FormatTraits.OGG
        && !traits.has(Trait.UNFRAMED);
  }

  // libav follows a chain of Ogg only as long as its parts have the same parameters.
  private void reportChange() {
    String sentence =
        String.format(
            Locale.ROOT,
            "The source's sample rate or number of channels changes after %.1f seconds, where"
                + " another part of its Ogg chain begins, and libav reads no further",
            end.reachedMicroseconds() / 1e6);
    if (!missing.isAllowed()) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          sentence
              + "; fetch its parts one by one, or set "
              + RequestField.ALLOW_INCOMPLETE.option()
              + " to take the first");
    }
    missing.add(sentence);
  }

  // The edit list of an init segment covers the first of the pieces that share it.
  private void showAfterEdit(AVPacket packet, int index) {
    long start = context.streams(index).start_time();
    boolean isHidden = (packet.flags() & avcodec.AV_PKT_FLAG_DISCARD) != 0;
    if (isHidden && start != AV_NOPTS_VALUE && packet.pts() >= start) {
      packet.flags(packet.flags() & ~avcodec.AV_PKT_FLAG_DISCARD);
    }
  }

  private String unreadable(int code) {
    return String.format(
        Locale.ROOT,
        "The source cannot be read beyond %.1f seconds (%s)",
        end.reachedMicroseconds() / 1e6,
        Natives.describe(code));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (clock != null) {
      clock.close();
    }
    if (!context.isNull()) {
      avformat_close_input(context);
    }
    bytes.close();
    if (spooled != null) {
      spooled.close();
    }
  }
}
