package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.media.libav.base.FormatTraits;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.base.Metadata;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.plan.ClipWindow;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;

/** Copies the packets of a stream without decoding them. */
public final class PacketCopy implements StreamPipeline {
  /** The length of FLAC's STREAMINFO block. */
  private static final int STREAMINFO = 34;

  private final Muxer muxer;
  private final AVStream target;
  private final AVRational base;
  private final long packetDuration;
  private final long delay;
  private final PacketTrimmer cut;
  private long expectedDts = AV_NOPTS_VALUE;

  /**
   * @param format the format of the source
   */
  public PacketCopy(AVStream source, FormatTraits format, ClipWindow window, Muxer muxer) {
    this.muxer = muxer;
    this.cut = PacketTrimmer.of(source, window, muxer.traits().has(Trait.EDIT_LISTS));
    this.target = muxer.addStream();
    this.base = source.time_base();
    copyParameters(source, target, muxer.traits());
    target.time_base().num(base.num()).den(base.den());
    MetadataCopier.copy(source, target);
    if (window.cutsStart() || window.cutsEnd()) {
      clearStreamInfoLength(target.codecpar());
    }
    if (format.has(Trait.ENCODER_DELAY_AS_START)
        && muxer.traits().has(Trait.ENCODER_DELAY_AS_START)
        && !window.cutsStart()) {
      copyEncoderDelay(source);
    }
    double rate = Metadata.frameRate(source);
    packetDuration = rate > 0 ? Times.fromMicroseconds((long) (1e6 / rate), base) : 0;
    delay = source.codecpar().video_delay() * packetDuration;
  }

  // The silence that the encoder put before the first sound, and that players skip, shows as a late
  // start.
  private void copyEncoderDelay(AVStream source) {
    long start = source.start_time();
    if (start != AV_NOPTS_VALUE && start > 0) {
      double seconds = start * Times.toDouble(base);
      target
          .codecpar()
          .initial_padding((int) Math.round(seconds * source.codecpar().sample_rate()));
    }
  }

  // FLAC's STREAMINFO has the number of samples and their checksum; zero means unknown.
  private static void clearStreamInfoLength(AVCodecParameters parameters) {
    if (parameters.codec_id() == AV_CODEC_ID_FLAC && parameters.extradata_size() >= STREAMINFO) {
      BytePointer info = parameters.extradata();
      info.put(13, (byte) (info.get(13) & 0xf0));
      for (int i = 14; i < STREAMINFO; i++) {
        info.put(i, (byte) 0);
      }
    }
  }

  static void copyParameters(AVStream source, AVStream target, FormatTraits format) {
    AVCodecParameters parameters = target.codecpar();
    avcodec_parameters_copy(parameters, source.codecpar());
    // The tag of the source belongs to the container of the source.
    boolean hvc1 = format.has(Trait.HVC1_TAG) && parameters.codec_id() == AV_CODEC_ID_HEVC;
    parameters.codec_tag(hvc1 ? HVC1 : 0);
  }

  private static final int HVC1 = 'h' | 'v' << 8 | 'c' << 16 | '1' << 24;

  public static int hvc1() {
    return HVC1;
  }

  @Override
  public void accept(AVPacket packet) {
    guessDts(packet);
    cut.push(packet, within -> muxer.write(within, target, base));
  }

  // Matroska and avi do not store decoding times. libav derives most of them, but not those of the
  // first pictures if pictures are reordered.
  private void guessDts(AVPacket packet) {
    long dts = packet.dts();
    long pts = dts == AV_NOPTS_VALUE ? packet.pts() : AV_NOPTS_VALUE;
    if (pts != AV_NOPTS_VALUE) {
      dts = expectedDts == AV_NOPTS_VALUE ? pts - delay : Math.min(pts, expectedDts);
      packet.dts(dts);
    }
    if (dts != AV_NOPTS_VALUE) {
      long lasts = packet.duration();
      expectedDts = dts + (lasts > 0 ? lasts : packetDuration);
    }
  }

  @Override
  public void finish() {
    // What the trimmer still buffers is not needed.
  }

  @Override
  public void close() {
    cut.close();
  }
}
