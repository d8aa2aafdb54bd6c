package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_copy_props;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.media.libav.base.AacFormat;
import dev.sluice.media.libav.base.DecoderLimits;
import dev.sluice.media.libav.base.FormatTraits;
import dev.sluice.media.libav.base.PacketOrigin;
import dev.sluice.media.libav.mux.HeaderChange;
import dev.sluice.media.libav.mux.Muxer;
import dev.sluice.media.libav.mux.PacketCopy;
import dev.sluice.media.libav.mux.StreamPipeline;
import dev.sluice.media.libav.plan.ClipWindow;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Copies AAC whose configuration may change in the middle, as between a film and an advertisement.
 * The result's header states the first configuration for all packets, so parts with another one, or
 * with another codec, are encoded to the first, and everything else is copied. Throws {@link
 * HeaderChange} if it cannot tell whether a configuration is the first.
 */
public final class AacCopy implements StreamPipeline {
  private static final int PADDING = 64;

  /** The bits of the first four bytes of an ADTS header that state the configuration. */
  private static final int CONFIGURATION =
      ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
          ? 0xfffffdc0
          : Integer.reverseBytes(0xfffffdc0);

  private final AVStream source;
  private final ClipWindow window;
  private final Muxer muxer;
  private final DecoderLimits limits;
  private final PacketCopy copy;

  /** Whether each packet has a header of its own. */
  private final boolean inAdts;

  private int lastStart;
  private byte[] config;
  private @Nullable AacFormat format;
  private @Nullable AacFormat written;
  private @Nullable AacFormat encodedFrom;

  /** The stream of another codec that the part comes from; null if it is AAC. */
  private @Nullable AVStream origin;

  private @Nullable AudioEncoding part;

  /** The time base of encoded packets, which the muxer may buffer longer than a part lasts. */
  private final AVRational encodedBase = new AVRational();

  private boolean isFirstOfPart;
  private long encodedPackets;
  private final DecodingLosses losses = new DecodingLosses("aac");

  /**
   * @param format the format of the source
   */
  public AacCopy(
      AVStream source, FormatTraits format, ClipWindow window, Muxer muxer, DecoderLimits limits) {
    this.source = source;
    this.window = window;
    this.muxer = muxer;
    this.limits = limits;
    AVCodecParameters parameters = source.codecpar();
    config = new byte[parameters.extradata_size()];
    inAdts = config.length == 0;
    if (!inAdts) {
      parameters.extradata().get(config);
      this.format = AacFormat.ofConfig(config).orElse(null);
      // A clip may begin with packets of a later configuration.
      written = this.format;
    }
    copy = new PacketCopy(source, format, window, muxer);
    copy.divert(this::isEncoded);
  }

  @Override
  public void accept(AVPacket packet) {
    losses.send(true);
    if (PacketOrigin.of(packet) != null) {
      copy.accept(packet);
      return;
    }
    if (inAdts) {
      readHeader(packet);
    } else if (packet.side_data_elems() > 0) {
      PacketCopy.takeNewHeader(packet).ifPresent(this::change);
    }
    copy.accept(packet);
  }

  private void readHeader(AVPacket packet) {
    if (packet.size() < AacFormat.ADTS_HEADER) {
      return;
    }
    BytePointer data = packet.data();
    int start = data.getInt(0) & CONFIGURATION;
    if (start == lastStart) {
      return;
    }
    lastStart = start;
    byte[] header = new byte[AacFormat.ADTS_HEADER];
    data.get(header);
    AacFormat.ofAdts(header).ifPresent(found -> format = found);
  }

  private void change(byte[] newConfig) {
    if (Arrays.equals(newConfig, config)) {
      return;
    }
    config = newConfig;
    AacFormat found = AacFormat.ofConfig(newConfig).orElse(null);
    if (found == null || format == null || (found.equals(format) && !isWhole(found))) {
      throw new HeaderChange(source);
    }
    format = found;
  }

  /** Encodes the packet if its configuration is not the result's; returns whether it did. */
  private boolean isEncoded(AVPacket packet) {
    if (written == null) {
      written = format;
    }
    AVStream from = PacketOrigin.of(packet);
    if (from == null && (format == null || format.equals(written))) {
      finishPart();
      return false;
    }
    if (written == null || !isWhole(written)) {
      throw new HeaderChange(source);
    }
    if (part == null || !Objects.equals(from, origin) || !Objects.equals(format, encodedFrom)) {
      finishPart();
      part = begin(from == null ? source : from);
      origin = from;
      encodedFrom = format;
      isFirstOfPart = true;
    }
    encodedPackets++;
    part.accept(packet);
    return true;
  }

  /** Returns whether the format says all; otherwise more of the configuration counts. */
  private static boolean isWhole(AacFormat format) {
    return format.sampleRate().isPresent() && format.channelCount() > 0;
  }

  /** Begins to encode packets that come from a stream. */
  private AudioEncoding begin(AVStream from) {
    AudioEncoderSettings settings =
        AudioEncoderSettings.of(
            AudioCodec.AAC,
            AudioBitrate.K128,
            written.sampleRate().orElseThrow(),
            written.channelCount());
    encodedBase.num(1).den(settings.sampleRate());
    AVCodecParameters parameters = avcodec_parameters_alloc();
    try {
      avcodec_parameters_copy(parameters, from.codecpar());
      if (!inAdts && from == source) {
        setConfig(parameters);
      }
      return new AudioEncoding(
          source,
          parameters,
          settings,
          window,
          limits,
          with -> new FrameEncoder(with.encoder(), copy.target(), this::write));
    } finally {
      avcodec_parameters_free(parameters);
    }
  }

  private void setConfig(AVCodecParameters parameters) {
    BytePointer copied = new BytePointer(av_mallocz(config.length + (long) PADDING));
    copied.put(config, 0, config.length);
    // Not av_freep, which takes the address of the field.
    av_free(parameters.extradata());
    parameters.extradata(copied);
    parameters.extradata_size(config.length);
  }

  private void write(AVPacket packet, AVRational base) {
    if (isFirstOfPart) {
      // The encoder's delay: it would overlap the packet before.
      isFirstOfPart = false;
      av_packet_unref(packet);
      return;
    }
    if (!inAdts) {
      muxer.write(packet, copy.target(), encodedBase);
      return;
    }
    AVPacket framed = av_packet_alloc();
    try {
      byte[] header = written.adtsHeader(packet.size());
      if (av_new_packet(framed, header.length + packet.size()) < 0) {
        throw new OutOfMemoryError("no memory for a packet of " + packet.size() + " bytes");
      }
      av_packet_copy_props(framed, packet);
      framed.data().put(header, 0, header.length);
      BytePointer.memcpy(framed.data().getPointer(header.length), packet.data(), packet.size());
      av_packet_unref(packet);
      muxer.write(framed, copy.target(), encodedBase);
    } finally {
      av_packet_free(framed);
    }
  }

  private void finishPart() {
    if (part == null) {
      return;
    }
    AudioEncoding ended = part;
    part = null;
    try (ended) {
      ended.finish();
    } catch (SluiceException failure) {
      // A part of which nothing can be decoded counts like other damage.
      if (failure.code() != FailureCode.MEDIA_DAMAGED) {
        throw failure;
      }
    } finally {
      for (long i = ended.broken(); i > 0; i--) {
        losses.breakOne();
      }
    }
  }

  @Override
  public Optional<String> lost() {
    return losses.sentence();
  }

  @Override
  public void finish() {
    copy.finish();
    finishPart();
  }

  @Override
  public Optional<String> remark() {
    return encodedPackets == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "its format changes; %,d packets of another format were encoded",
                encodedPackets));
  }

  @Override
  public void close() {
    if (part != null) {
      part.close();
    }
    copy.close();
  }
}
