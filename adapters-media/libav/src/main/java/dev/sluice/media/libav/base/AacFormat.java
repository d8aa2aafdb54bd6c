package dev.sluice.media.libav.base;

import java.util.Optional;

/**
 * The configuration of AAC packets, which a file's header states once for all of them.
 *
 * @param objectType the MPEG-4 audio object type, such as 2 for AAC-LC
 * @param rateIndex the index of the sample rate; 15 for any rate without an index
 * @param channels the MPEG-4 channel configuration
 */
public record AacFormat(int objectType, int rateIndex, int channels) {
  /** The length of an ADTS header without a checksum. */
  public static final int ADTS_HEADER = 7;

  private static final int[] RATES = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };

  private static final int SPECTRAL_BAND_REPLICATION = 5;
  private static final int PARAMETRIC_STEREO = 29;
  private static final int EXPLICIT_RATE = 15;

  /** Reads the header of an ADTS frame; empty if there is none. */
  public static Optional<AacFormat> ofAdts(byte[] header) {
    if (header.length < ADTS_HEADER || (header[0] & 0xff) != 0xff || (header[1] & 0xf6) != 0xf0) {
      return Optional.empty();
    }
    int profile = header[2] >> 6 & 3;
    int rate = header[2] >> 2 & 15;
    int channels = (header[2] & 1) << 2 | header[3] >> 6 & 3;
    return Optional.of(new AacFormat(profile + 1, rate, channels));
  }

  /**
   * Reads an AudioSpecificConfig (ISO/IEC 14496-3); empty if it is too short. Extensions that
   * decoders without them ignore are ignored here.
   */
  public static Optional<AacFormat> ofConfig(byte[] config) {
    if (config.length < 2) {
      return Optional.empty();
    }
    Bits bits = new Bits(config);
    int type = bits.objectType();
    int rate = bits.rateIndex();
    int channels = bits.read(4);
    if (type == SPECTRAL_BAND_REPLICATION || type == PARAMETRIC_STEREO) {
      bits.rateIndex();
      type = bits.objectType();
    }
    return Optional.of(new AacFormat(type, rate, channels));
  }

  /** Returns the sample rate in hertz; empty if it has no index. */
  public Optional<Integer> sampleRate() {
    return rateIndex < RATES.length ? Optional.of(RATES[rateIndex]) : Optional.empty();
  }

  /** Returns the number of channels; 0 if the packets state it themselves. */
  public int channelCount() {
    return channels == 7 ? 8 : channels;
  }

  /**
   * Returns the ADTS header of a frame.
   *
   * @param size of the frame in bytes, without the header
   */
  public byte[] adtsHeader(int size) {
    int whole = size + ADTS_HEADER;
    return new byte[] {
      (byte) 0xff,
      (byte) 0xf1,
      (byte) ((objectType - 1) << 6 | rateIndex << 2 | channels >> 2),
      (byte) ((channels & 3) << 6 | whole >> 11),
      (byte) (whole >> 3),
      (byte) ((whole & 7) << 5 | 0x1f),
      (byte) 0xfc
    };
  }

  /** Reads a config bit by bit; beyond its end all bits are zero. */
  private static final class Bits {
    private final byte[] bytes;
    private int at;

    Bits(byte[] bytes) {
      this.bytes = bytes;
    }

    int read(int count) {
      int value = 0;
      for (int i = 0; i < count; i++, at++) {
        int bit = at / 8 < bytes.length ? bytes[at / 8] >> (7 - at % 8) & 1 : 0;
        value = value << 1 | bit;
      }
      return value;
    }

    int objectType() {
      int type = read(5);
      return type == 31 ? 32 + read(6) : type;
    }

    int rateIndex() {
      int index = read(4);
      if (index == EXPLICIT_RATE) {
        int rate = read(24);
        for (int i = 0; i < RATES.length; i++) {
          if (RATES[i] == rate) {
            return i;
          }
        }
      }
      return index;
    }
  }
}
