package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.LibavSettings;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.Natives;
import dev.sluice.media.libav.base.TimeBase;
import dev.sluice.media.libav.check.ContainerHeads;
import dev.sluice.media.libav.check.FileSignatures;
import dev.sluice.media.libav.check.FragmentIndex;
import dev.sluice.media.libav.check.TruncationCheck;
import dev.sluice.media.libav.check.VideoLimits;
import dev.sluice.media.libav.io.AvioStream;
import dev.sluice.media.libav.io.InputHandler;
import dev.sluice.media.libav.io.SpooledInput;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Pointer;

/**
 * One opened input. Packets come out moved in time so that the input begins at zero, all streams by
 * the same amount.
 */
public final class Demuxer implements AutoCloseable {
  private static final int MOST_STREAMS = 200;

  private final boolean rereadable;
  private final SpooledInput spooled;
  private final InputHandler channel;
  private final AvioStream bytes;
  private final AVFormatContext context;
  private final PacketTimes times;
  private final TruncationCheck end;
  private final long announced;
  private final Optional<Duration> longest;
  private boolean closed;

  /** Opens the input and finds out what it holds; nothing stays open if that fails. */
  Demuxer(MediaInput input, StageMonitor monitor, LibavSettings settings) {
    Natives.load();
    rereadable = input.seekable();
    InputHandler direct = new InputHandler(input, monitor);
    FileSignatures.check(direct.head());
    if (!rereadable && ContainerHeads.indexMayBeAtEnd(direct.head())) {
      spooled = SpooledInput.of(input, direct.head(), settings.spool(), monitor);
      channel = new InputHandler(spooled, monitor);
    } else {
      spooled = null;
      channel = direct;
    }
    bytes = AvioStream.reading(channel);
    context = avformat_alloc_context();
    try {
      open(settings.maxPixels());
      end = new TruncationCheck(context, channel);
    } catch (Throwable failure) {
      close();
      throw failure;
    }
    TimeBase[] bases = new TimeBase[context.nb_streams()];
    for (int i = 0; i < bases.length; i++) {
      bases[i] = TimeBase.of(context.streams(i).time_base());
    }
    longest = input.longest();
    announced = input.duration().map(told -> told.toNanos() / 1_000).orElse(0L);
    times = new PacketTimes(bases, mayJumpInTime(input));
    beginAt(context.start_time() == AV_NOPTS_VALUE ? 0 : context.start_time());
  }

  // A transport stream may begin its clock anew wherever its encoder was started again, and what is
  // put together from pieces may as well; elsewhere a jump is what the source is like.
  private boolean mayJumpInTime(MediaInput input) {
    return format().equals("mpegts")
        || (input.inPieces() && !channel.seekable() && fragmentsUnseen());
  }

  /** Whether its bytes tell the time by a clock that other inputs of the same media may share. */
  boolean hasClock() {
    return InputFormats.haveClock(format());
  }

  /** Takes this moment of the input's clock for the beginning, in microseconds. */
  void beginAt(long microseconds) {
    times.beginAt(microseconds);
  }

  private void open(long maxPixels) {
    context.pb(bytes.context());
    AVDictionary options = new AVDictionary((Pointer) null);
    av_dict_set(options, "format_whitelist", InputFormats.TAKEN, 0);
    av_dict_set(options, "protocol_whitelist", "", 0);
    av_dict_set(options, "max_streams", String.valueOf(MOST_STREAMS), 0);
    int code = avformat_open_input(context, "", null, options);
    av_dict_free(options);
    channel.rethrow();
    if (code < 0) {
      throw FileSignatures.notOpened(channel, code);
    }
    if (!InputFormats.tellPresentation(format())) {
      context.flags(context.flags() | AVFormatContext.AVFMT_FLAG_GENPTS);
    }
    // Twice: before anything is decoded, and again with what decoding has found out.
    VideoLimits.check(context, maxPixels);
    code = avformat_find_stream_info(context, (AVDictionary) null);
    channel.rethrow();
    if (code < 0) {
      throw Failures.damaged(
          "The source looks like %s, but its streams cannot be read (%s); it is damaged or cut"
              .formatted(format(), Natives.describe(code)));
    }
    VideoLimits.check(context, maxPixels);
    VideoLimits.repairRates(context);
  }

  public String format() {
    return context.iformat().name().getString();
  }

  public AVFormatContext context() {
    return context;
  }

  public int streamCount() {
    return times.streamCount();
  }

  public AVStream stream(int index) {
    return context.streams(index);
  }

  /** What this stream's times are counted in. */
  TimeBase base(int index) {
    return times.base(index);
  }

  /** Whether the same input can be opened once more from its beginning. */
  boolean rereadable() {
    return rereadable;
  }

  /** Where the input's clock begins; what the packets are moved by. */
  public long startMicroseconds() {
    return times.startMicroseconds();
  }

  /** How long it lasts at most, where somebody knows that beside the bytes. */
  public Optional<Duration> longest() {
    return longest;
  }

  /** In microseconds; 0 where nothing tells it. */
  long durationMicroseconds() {
    if (fragmentsUnseen()) {
      long told = FragmentIndex.duration(channel.front()).orElse(0);
      return told > 0 ? told : announced;
    }
    long duration = context.duration();
    boolean told = duration != AV_NOPTS_VALUE && duration > 0 && !guessed();
    if (!told && announced > 0) {
      return announced;
    }
    return duration == AV_NOPTS_VALUE || duration < 0 ? 0 : duration * 1_000_000L / AV_TIME_BASE;
  }

  private boolean guessed() {
    return context.duration_estimation_method() == AVFMT_DURATION_FROM_BITRATE;
  }

  /**
   * Whether fragments follow that nobody has looked at: of an input that cannot seek libav knows
   * the first ones only, and takes their end for the end of all.
   */
  public boolean fragmentsUnseen() {
    return !channel.seekable()
        && format().startsWith("mov,")
        && FragmentIndex.fragmented(channel.front());
  }

  /** Whether {@link #jump} may be tried. */
  boolean jumps() {
    return channel.seekable() && InputFormats.tellTimesAnywhere(format());
  }

  /**
   * Goes on reading at or before this moment, by this stream's key packets.
   *
   * @return false if that failed; then it is unknown where reading goes on
   */
  boolean jump(int index, long microseconds) {
    long time = times.inSource(index, microseconds);
    int code = av_seek_frame(context, index, time, AVSEEK_FLAG_BACKWARD);
    channel.rethrow();
    return code >= 0;
  }

  /** How much of it has been read so far, in microseconds. */
  public long reachedMicroseconds() {
    return end.reachedMicroseconds();
  }

  /** How much of it has been read so far, in bytes. */
  long readBytes() {
    return channel.position();
  }

  /** Of how many bytes, where that is known. */
  OptionalLong size() {
    return channel.size();
  }

  /** Whether the duration is more than a guess from bitrates. */
  boolean durationTold() {
    return announced > 0 || (durationMicroseconds() > 0 && !fragmentsUnseen() && !guessed());
  }

  /** Leaves out streams that nobody wants: they are not even parsed. */
  void discard(int index) {
    context.streams(index).discard(avcodec.AVDISCARD_ALL);
  }

  /**
   * The next packet of any stream.
   *
   * @return false at the end, whose being the true end has then been verified
   */
  public boolean read(AVPacket packet) {
    while (true) {
      int code = av_read_frame(context, packet);
      channel.rethrow();
      if (code == AVERROR_EOF) {
        end.verify();
        return false;
      }
      if (Natives.isTryAgain(code)) {
        continue;
      }
      if (code < 0) {
        throw Failures.damaged(
            "The source cannot be read on after %.1f seconds (%s); it is damaged or cut"
                .formatted(end.reachedMicroseconds() / 1e6, Natives.describe(code)));
      }
      int index = packet.stream_index();
      if (index >= times.streamCount()) {
        // A stream that showed up after the beginning has no place in the plan.
        avcodec.av_packet_unref(packet);
        continue;
      }
      end.saw(packet, index, base(index), startMicroseconds());
      times.move(packet, index);
      return true;
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!context.isNull()) {
      avformat_close_input(context);
    }
    bytes.close();
    if (spooled != null) {
      spooled.close();
    }
  }
}
