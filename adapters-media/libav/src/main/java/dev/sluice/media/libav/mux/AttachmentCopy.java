package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;

import org.bytedeco.ffmpeg.avformat.AVStream;

/** Copies files that are attached to the source, such as the fonts of its subtitles. */
public final class AttachmentCopy {
  private AttachmentCopy() {}

  /** Adds the attachment to the muxer, which writes it when it starts. */
  public static void add(AVStream source, Muxer muxer) {
    AVStream target = muxer.addStream();
    avcodec_parameters_copy(target.codecpar(), source.codecpar());
    target.codecpar().codec_tag(0);
    MetadataCopier.copy(source, target);
  }
}
