package dev.sluice.media.libav.plan;

import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.VideoCodec;

/** The decision on one stream of the source. */
public sealed interface StreamPlan {
  StreamInfo source();

  /** Returns a short text, such as {@code opus>aac}. */
  String describe();

  /** Returns the report of this decision. */
  StreamReport report();

  /** The packets are copied. */
  record Copy(StreamInfo source) implements StreamPlan {
    @Override
    public String describe() {
      return source.codec() + (source.kind() == StreamKind.COVER ? ":cover" : ":copy");
    }

    @Override
    public StreamReport report() {
      return StreamReport.copied(source);
    }
  }

  /**
   * The video is encoded.
   *
   * @param codec neither {@code COPY} nor {@code AUTO}
   * @param size the size of the result; the source's, unless it is scaled down
   */
  record EncodeVideo(StreamInfo source, VideoCodec codec, PictureSize size) implements StreamPlan {
    /** Returns whether the picture is scaled down. */
    public boolean scaled() {
      return !size.equals(sourceSize());
    }

    private PictureSize sourceSize() {
      return new PictureSize(source.width(), source.height());
    }

    @Override
    public String describe() {
      String codecs = source.codec() + ">" + codec;
      return scaled() ? codecs + " " + sourceSize() + ">" + size : codecs;
    }

    @Override
    public StreamReport report() {
      return StreamReport.encoded(source, codec.toString(), "the request asks for it");
    }
  }

  /**
   * The audio is encoded.
   *
   * @param codec never {@code COPY}
   */
  record EncodeAudio(StreamInfo source, AudioCodec codec) implements StreamPlan {
    @Override
    public String describe() {
      return source.codec() + ">" + codec;
    }

    @Override
    public StreamReport report() {
      return StreamReport.encoded(source, codec.toString(), "the request asks for it");
    }
  }
}
