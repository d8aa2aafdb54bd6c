package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DOVI_CONF;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_NEW_EXTRADATA;
import static org.bytedeco.ffmpeg.global.avcodec.FF_COMPLIANCE_UNOFFICIAL;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_remove;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.media.libav.base.EncryptedPackets;
import dev.sluice.media.libav.base.FormatTraits;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.base.Metadata;
import dev.sluice.media.libav.base.PacketOrigin;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.plan.ClipWindow;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** Copies the packets of a stream without decoding them. */
public final class PacketCopy implements StreamPipeline {
  /** The length of FLAC's STREAMINFO block. */
  private static final int STREAMINFO = 34;

  private final Muxer muxer;
  private final AVStream source;
  private final AVStream target;
  private final AVRational base;
  private final long packetDuration;
  private final long delay;
  private final PacketTrimmer cut;
  private final Consumer<AVPacket> writer = this::write;
  private Predicate<AVPacket> diversion = packet -> false;
  private long expectedDts = AV_NOPTS_VALUE;

  /**
   * @param format the format of the source
   */
  public PacketCopy(AVStream source, FormatTraits format, ClipWindow window, Muxer muxer) {
    this.muxer = muxer;
    this.source = source;
    this.cut = PacketTrimmer.of(source, window, muxer.traits().has(Trait.EDIT_LISTS));
    this.target = muxer.addStream();
    this.base = source.time_base();
    describe(source, target, muxer.context(), muxer.traits());
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

  /** Describes a stream of the result as a copy of the source's stream. */
  static void describe(
      AVStream source, AVStream target, AVFormatContext result, FormatTraits format) {
    AVCodecParameters parameters = target.codecpar();
    avcodec_parameters_copy(parameters, source.codecpar());
    parameters.codec_tag(format.has(Trait.HVC1_TAG) ? tag(source.codecpar()) : 0);
    AVRational base = source.time_base();
    target.time_base().num(base.num()).den(base.den());
    MetadataCopier.copy(source, target);
    if (target.sample_aspect_ratio().num() > 0) {
      // The container's aspect overrides that of the bitstream, and muxers reject two that differ.
      parameters.sample_aspect_ratio(target.sample_aspect_ratio());
    }
    if (MetadataCopier.find(parameters, AV_PKT_DATA_DOVI_CONF) != null) {
      // libav takes Dolby Vision's description for an unofficial extension, and would leave it out.
      result.strict_std_compliance(FF_COMPLIANCE_UNOFFICIAL);
    }
  }

  // The tag of the source belongs to the container of the source, so in general the muxer chooses.
  private static int tag(AVCodecParameters source) {
    if (source.codec_id() != AV_CODEC_ID_HEVC) {
      return 0;
    }
    AVPacketSideData dolbyVision = MetadataCopier.find(source, AV_PKT_DATA_DOVI_CONF);
    boolean needsDolbyVision =
        dolbyVision != null
            && dolbyVision.size() > COMPATIBILITY
            && dolbyVision.data().get(COMPATIBILITY) == 0;
    return needsDolbyVision ? DVH1 : HVC1;
  }

  private static final int HVC1 = 'h' | 'v' << 8 | 'c' << 16 | '1' << 24;

  /** The tag of Dolby Vision that players without it cannot show. */
  private static final int DVH1 = 'd' | 'v' << 8 | 'h' << 16 | '1' << 24;

  /** The position in libav's description of the format that the picture is compatible with. */
  private static final int COMPATIBILITY = 7;

  public static int hvc1() {
    return HVC1;
  }

  /** Returns the stream of the result. */
  public AVStream target() {
    return target;
  }

  /**
   * Passes each packet to the receiver before it is written.
   *
   * @param receiver returns true if it takes the packet over, so that it is not written
   */
  public void divert(Predicate<AVPacket> receiver) {
    diversion = receiver;
  }

  @Override
  public void accept(AVPacket packet) {
    if (packet.side_data_elems() > 0) {
      EncryptedPackets.check(packet);
      takeNewHeader(packet).ifPresent(this::checkHeader);
    }
    guessDts(packet);
    cut.push(packet, writer);
  }

  private void write(AVPacket packet) {
    if (!diversion.test(packet)) {
      if (PacketOrigin.of(packet) != null) {
        throw new HeaderChange(source);
      }
      muxer.write(packet, target, base);
    }
  }

  /**
   * Removes a new header of the codec from the packet. Muxers that find one rewrite the result's
   * header, and make it invalid.
   */
  public static Optional<byte[]> takeNewHeader(AVPacket packet) {
    if (av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, (SizeTPointer) null) == null) {
      // All packets of a transport stream have side data, and allocations are expensive.
      return Optional.empty();
    }
    try (SizeTPointer size = new SizeTPointer(1);
        IntPointer count = new IntPointer(1)) {
      BytePointer found = av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, size);
      byte[] header = new byte[(int) size.get()];
      found.get(header);
      count.put(packet.side_data_elems());
      av_packet_side_data_remove(packet.side_data(), count, AV_PKT_DATA_NEW_EXTRADATA);
      packet.side_data_elems(count.get());
      return Optional.of(header);
    }
  }

  private void checkHeader(byte[] header) {
    AVCodecParameters parameters = source.codecpar();
    byte[] first = new byte[parameters.extradata_size()];
    if (first.length > 0) {
      parameters.extradata().get(first);
    }
    if (!CodecHeader.isCompatible(parameters.codec_id(), first, header)) {
      throw new HeaderChange(source);
    }
  }

  // Matroska and avi do not store decoding times. libav derives most of them, but not those of the
  // first pictures if pictures are reordered.
  private void guessDts(AVPacket packet) {
    long dts = packet.dts();
    long pts = dts == AV_NOPTS_VALUE ? packet.pts() : AV_NOPTS_VALUE;
    if (pts != AV_NOPTS_VALUE) {
      dts = expectedDts == AV_NOPTS_VALUE ? pts - delay : Math.min(pts, expectedDts);
      packet.dts(dts);
    } else if (dts == AV_NOPTS_VALUE && packetDuration > 0) {
      // A source without any times plays at its frame rate.
      dts = expectedDts == AV_NOPTS_VALUE ? 0 : expectedDts;
      packet.dts(dts);
    }
    if (dts != AV_NOPTS_VALUE) {
      long lasts = packet.duration();
      expectedDts = dts + (lasts > 0 ? lasts : packetDuration);
    }
  }

  @Override
  public Optional<String> remark() {
    boolean isQuickTime = muxer.context().oformat().name().getString().equals("mov");
    return isQuickTime && MetadataCopier.hasDolbyVision(source.codecpar())
        ? Optional.of("mov cannot hold its Dolby Vision; ask for format mp4 or mkv")
        : Optional.empty();
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
