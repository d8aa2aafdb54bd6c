package dev.sluice.media.libav;

import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_ATTACHMENT;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The cover goes over: in mp4 and mov as a picture of the file's tags, in mkv as an attachment,
 * which is how each of them keeps covers.
 */
final class CoverCopy {
  private static final int PADDING = 64;

  private final AVPacket picture;
  private final AVStream target;
  private final Muxer muxer;

  /**
   * @param picture stays the caller's, and must live until {@link #write}
   */
  CoverCopy(AVCodecParameters parameters, AVPacket picture, Muxer muxer) {
    this.picture = picture;
    this.muxer = muxer;
    this.target = muxer.addStream();
    if (muxer.hasAttachments()) {
      attach(parameters.codec_id());
      return;
    }
    avcodec.avcodec_parameters_copy(target.codecpar(), parameters);
    target.codecpar().codec_tag(0);
    target.disposition(AV_DISPOSITION_ATTACHED_PIC);
    target.time_base().num(1).den(90_000);
  }

  private void attach(int codec) {
    boolean png = codec == avcodec.AV_CODEC_ID_PNG;
    BytePointer copy = new BytePointer(av_mallocz(picture.size() + (long) PADDING));
    BytePointer.memcpy(copy, picture.data(), picture.size());
    target.codecpar().codec_type(AVMEDIA_TYPE_ATTACHMENT);
    target.codecpar().codec_id(codec);
    target.codecpar().extradata(copy);
    target.codecpar().extradata_size(picture.size());
    AVDictionary tags = new AVDictionary((Pointer) null);
    av_dict_set(tags, "filename", png ? "cover.png" : "cover.jpg", 0);
    av_dict_set(tags, "mimetype", png ? "image/png" : "image/jpeg", 0);
    target.metadata(tags);
  }

  /** After the header. */
  void write() {
    if (muxer.hasAttachments()) {
      return;
    }
    AVPacket packet = avcodec.av_packet_clone(picture);
    try {
      packet.pts(0);
      packet.dts(0);
      muxer.write(packet, target, new AVRational().num(1).den(90_000));
    } finally {
      avcodec.av_packet_free(packet);
    }
  }

  static long weight(AVStream source) {
    return source.attached_pic().size();
  }
}
