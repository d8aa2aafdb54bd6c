package dev.sluice.media.libav.testing;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_new_program;
import static org.bytedeco.ffmpeg.global.avformat.av_program_add_stream_index;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_flush;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avformat.avio_seek;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_OPT_SEARCH_CHILDREN;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import dev.sluice.media.libav.base.Natives;
import dev.sluice.media.libav.testing.EncodedTrack.Unit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Writes tracks into a container exactly as they are: packets in the order of their decoding times,
 * nothing repaired.
 */
public final class TrackMuxer {
  private static final Set<String> HEADERS_IN_BAND = Set.of("mpegts", "mpeg", "vob", "avi");

  private static final ThreadLocal<@Nullable List<EncodedTrack>> WRITTEN = new ThreadLocal<>();

  private final String format;
  private final List<EncodedTrack> tracks;
  private final Map<String, String> options = new TreeMap<>();
  private final Map<String, String> tags = new TreeMap<>();
  private boolean seekable = true;
  private boolean withoutTimes;
  private int[] ids = {};
  private int[] programs = {};

  private TrackMuxer(String format, List<EncodedTrack> tracks) {
    this.format = format;
    this.tracks = tracks;
    if (format.equals("mpegts")) {
      // The times as they are, without the muxer's own offset.
      options.put("mpegts_copyts", "1");
    }
  }

  /**
   * Returns a muxer.
   *
   * @param format libav's name of it
   */
  public static TrackMuxer of(String format, EncodedTrack... tracks) {
    return new TrackMuxer(format, List.of(tracks));
  }

  /** Returns the file in a container's default settings. */
  public static byte[] file(String format, EncodedTrack... tracks) {
    return of(format, tracks).bytes();
  }

  /**
   * Returns what the supplier makes.
   *
   * @param written gets the tracks that it writes on this thread
   */
  public static <T> T recording(List<EncodedTrack> written, Supplier<T> making) {
    WRITTEN.set(written);
    try {
      return making.get();
    } finally {
      WRITTEN.remove();
    }
  }

  /** Sets an option of the muxer. */
  public TrackMuxer option(String key, String value) {
    options.put(key, value);
    return this;
  }

  /** Sets a tag of the file. */
  public TrackMuxer tag(String key, String value) {
    tags.put(key, value);
    return this;
  }

  /** Writes as into a pipe: sizes and durations that are known at the end stay unknown. */
  public TrackMuxer unseekable() {
    seekable = false;
    return this;
  }

  /** Sets the streams' numbers, which are the PIDs of a transport stream. */
  public TrackMuxer ids(int... numbers) {
    ids = numbers.clone();
    return this;
  }

  /** Sets the program of each stream, by its number. */
  public TrackMuxer programs(int... numbers) {
    programs = numbers.clone();
    return this;
  }

  /** Writes packets without any times, where the muxer takes them. */
  public TrackMuxer withoutTimes() {
    withoutTimes = true;
    return this;
  }

  /** Writes the file. */
  public byte[] bytes() {
    return EncodedTrack.joined(pieces().toArray(byte[][]::new));
  }

  /**
   * Writes the file and cuts it at these decoding times of the first track, in seconds. Transport
   * streams get their tables again at each cut; an mp4 needs {@code frag_custom} among its flags,
   * and its first piece is its head.
   */
  public List<byte[]> pieces(double... cuts) {
    Natives.load();
    Path path;
    try {
      path = Files.createTempFile("sluice-corpus", ".bin");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      List<Long> ends = write(path, cuts);
      byte[] all = Files.readAllBytes(path);
      List<byte[]> pieces = new ArrayList<>();
      int from = 0;
      for (long end : ends) {
        pieces.add(Arrays.copyOfRange(all, from, (int) end));
        from = (int) end;
      }
      pieces.add(Arrays.copyOfRange(all, from, all.length));
      return pieces;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      path.toFile().delete();
    }
  }

  private record Entry(int track, Unit unit) {}

  private List<Long> write(Path path, double[] cuts) {
    AVFormatContext context = new AVFormatContext((Pointer) null);
    check(avformat_alloc_output_context2(context, (AVOutputFormat) null, format, null), format);
    AVIOContext io = new AVIOContext((Pointer) null);
    check(avio_open(io, path.toString(), AVIO_FLAG_WRITE), "opening a file");
    if (!seekable) {
      io.seekable(0);
    }
    context.pb(io);
    try {
      return write(context, io, cuts);
    } finally {
      avio_closep(io);
      context.pb(null);
      avformat_free_context(context);
    }
  }

  private List<Long> write(AVFormatContext context, AVIOContext io, double[] cuts) {
    List<EncodedTrack> record = WRITTEN.get();
    List<Entry> entries = new ArrayList<>();
    AVRational[] bases = new AVRational[tracks.size()];
    for (int i = 0; i < tracks.size(); i++) {
      EncodedTrack track = tracks.get(i);
      AVStream stream = stream(context, track);
      if (i < ids.length) {
        stream.id(ids[i]);
      }
      if (i < programs.length) {
        av_new_program(context, programs[i]);
        av_program_add_stream_index(context, programs[i], i);
      }
      EncodedTrack written =
          HEADERS_IN_BAND.contains(format) && track.isVideo() ? track.withHeadersInBand() : track;
      if (record != null) {
        record.add(written);
      }
      for (Unit unit : written.units()) {
        entries.add(new Entry(i, unit));
      }
    }
    entries.sort(Comparator.comparingLong(entry -> entry.unit().dts()));
    AVDictionary fileTags = new AVDictionary((Pointer) null);
    tags.forEach((key, value) -> av_dict_set(fileTags, key, value, 0));
    context.metadata(fileTags);
    AVDictionary dictionary = new AVDictionary((Pointer) null);
    options.forEach((key, value) -> av_dict_set(dictionary, key, value, 0));
    if (isFragmented()) {
      // The times as they are.
      context.avoid_negative_ts(0);
    }
    // Unknown codecs and experimental ones.
    context.strict_std_compliance(-2);
    check(avformat_write_header(context, dictionary), "writing the header of " + format);
    av_dict_free(dictionary);
    for (int i = 0; i < bases.length; i++) {
      bases[i] = context.streams(i).time_base();
    }
    List<Long> ends = new ArrayList<>();
    if (isFragmented()) {
      avio_flush(io);
      ends.add(position(io));
    }
    int next = 0;
    AVPacket packet = av_packet_alloc();
    AVRational ticks = new AVRational().num(1).den((int) EncodedTrack.TICKS);
    for (Entry entry : entries) {
      if (next < cuts.length
          && entry.track() == 0
          && entry.unit().pts() >= EncodedTrack.ticks(cuts[next])) {
        ends.add(cut(context, io));
        next++;
      }
      Unit unit = entry.unit();
      check(av_new_packet(packet, unit.data().length), "allocating a packet");
      packet.data().put(unit.data());
      packet.stream_index(entry.track());
      AVRational base = bases[entry.track()];
      packet.pts(withoutTimes ? AV_NOPTS_VALUE : av_rescale_q(unit.pts(), ticks, base));
      packet.dts(withoutTimes ? AV_NOPTS_VALUE : av_rescale_q(unit.dts(), ticks, base));
      packet.duration(av_rescale_q(unit.duration(), ticks, base));
      packet.flags(unit.isKey() ? AV_PKT_FLAG_KEY : 0);
      check(av_write_frame(context, packet), "writing into " + format);
      av_packet_unref(packet);
    }
    av_packet_free(packet);
    check(av_write_trailer(context), "finishing " + format);
    return ends;
  }

  private long cut(AVFormatContext context, AVIOContext io) {
    av_write_frame(context, null);
    avio_flush(io);
    if (format.equals("mpegts")) {
      av_opt_set(context.priv_data(), "mpegts_flags", "+resend_headers", AV_OPT_SEARCH_CHILDREN);
    }
    return position(io);
  }

  private static long position(AVIOContext io) {
    return avio_seek(io, 0, 1);
  }

  private AVStream stream(AVFormatContext context, EncodedTrack track) {
    AVStream stream = avformat_new_stream(context, null);
    avcodec_parameters_copy(stream.codecpar(), track.parameters());
    boolean isoHevc = track.parameters().codec_id() == AV_CODEC_ID_HEVC && isIso();
    if (track.parameters().codec_tag() == 0 && isoHevc) {
      stream.codecpar().codec_tag('h' | 'v' << 8 | 'c' << 16 | '1' << 24);
    }
    stream.time_base().num(1).den(track.rate());
    if (track.framesPerSecond() > 0) {
      stream.avg_frame_rate().num(track.framesPerSecond()).den(1);
      stream.r_frame_rate().num(track.framesPerSecond()).den(1);
    }
    AVRational aspect = track.parameters().sample_aspect_ratio();
    stream.sample_aspect_ratio().num(aspect.num()).den(aspect.den());
    stream.disposition(track.dispositions());
    AVDictionary all = new AVDictionary((Pointer) null);
    track.tags().forEach((key, value) -> av_dict_set(all, key, value, 0));
    stream.metadata(all);
    if (stream.codecpar().codec_type() == org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO
        && stream.codecpar().codec_tag() != 0
        && !isIso()) {
      stream.codecpar().codec_tag(0);
    }
    return stream;
  }

  private boolean isFragmented() {
    return options.getOrDefault("movflags", "").contains("empty_moov");
  }

  private boolean isIso() {
    return Set.of("mp4", "mov", "ipod", "3gp").contains(format);
  }

  private static void check(int code, String what) {
    TrackEncoder.check(code, what);
  }
}
