package dev.sluice.media.libav;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.ArtifactSink;
import dev.sluice.core.port.MediaFacts.StreamFacts;
import dev.sluice.core.port.MediaFacts.StreamKind;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.plan.StreamPlan;
import dev.sluice.media.plan.TranscodePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** The loop: packets from the source along their routes into the muxer. One run. */
final class Transcoding implements AutoCloseable {
  private final Source source;
  private final StageMonitor monitor;
  private final Muxer muxer;
  private final Map<Integer, Route> routes = new HashMap<>();
  private final List<Route> inOrder = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();
  private final AVPacket packet = av_packet_alloc();
  private final Duration duration;

  Transcoding(
      Source source,
      TranscodePlan plan,
      OutputSpec output,
      ArtifactSink sink,
      StageMonitor monitor,
      LibavSettings settings) {
    this.source = source;
    this.monitor = monitor;
    this.duration = source.facts().duration().orElse(Duration.ZERO);
    muxer = new Muxer(output.container(), sink, monitor);
    try {
      Demuxer first = source.demuxers().get(0);
      StreamDress.copyFile(first.context(), muxer.context(), first.startMicroseconds());
      plan.streams().forEach(stream -> add(stream, output, settings));
      source.demuxers().forEach(demuxer -> readers.add(new Reader(demuxer)));
    } catch (Throwable failure) {
      close();
      throw failure;
    }
  }

  private void add(StreamPlan plan, OutputSpec output, LibavSettings settings) {
    int index = plan.source().index();
    AVStream stream = source.stream(index);
    if (plan.source().kind() == StreamKind.COVER) {
      CoverCopy.add(stream.codecpar(), stream.attached_pic(), muxer);
      return;
    }
    Route route;
    if (plan instanceof StreamPlan.EncodeVideo video) {
      route =
          new VideoEncoding(
              source.demuxerOf(index),
              stream,
              video,
              output.videoQuality(),
              muxer,
              settings);
    } else if (plan instanceof StreamPlan.EncodeAudio audio) {
      route = new AudioEncoding(stream, audio.codec(), output.audioBitrate(), muxer, settings);
    } else {
      refuseShuffled(plan.source());
      route = new PacketCopy(stream, source.demuxerOf(index).format(), muxer);
    }
    routes.put(index, route);
    inOrder.add(route);
  }

  private void refuseShuffled(StreamFacts facts) {
    if (source.shuffled(facts)) {
      throw new SluiceException(
          FailureCode.CODEC_DOES_NOT_FIT,
          ("The source is an avi whose %s pictures are not stored in the order they are shown in, "
                  + "and avi does not tell their times, "
                  + "so they cannot be copied; ask for video_codec h264")
              .formatted(facts.codec()));
    }
  }

  /**
   * Runs to the source's end.
   *
   * @param reserve room for the index, in bytes
   * @return 0 when the result is whole; otherwise by how many bytes the reserve was too small
   */
  long run(long reserve) {
    muxer.start(reserve);
    while (true) {
      Reader next = next();
      if (next == null) {
        break;
      }
      monitor.check();
      if (!next.demuxer.read(packet)) {
        next.ended = true;
        continue;
      }
      next.saw(packet);
      monitor.converted(Times.ofMicroseconds(Math.max(0, next.reached)), duration);
      Route route = routes.get(next.firstIndex + packet.stream_index());
      if (route == null) {
        av_packet_unref(packet);
        continue;
      }
      route.accept(packet);
    }
    inOrder.forEach(Route::finish);
    return muxer.finish();
  }

  // The input that is furthest behind, so that the muxer need not hold back much.
  private Reader next() {
    Reader next = null;
    for (Reader reader : readers) {
      if (!reader.ended && (next == null || reader.reached < next.reached)) {
        next = reader;
      }
    }
    return next;
  }

  private final class Reader {
    final Demuxer demuxer;
    final int firstIndex;
    long reached = Long.MIN_VALUE;
    boolean ended;

    Reader(Demuxer demuxer) {
      this.demuxer = demuxer;
      this.firstIndex = source.firstIndexOf(demuxer);
      boolean wanted = false;
      for (int i = 0; i < demuxer.streamCount(); i++) {
        if (routes.containsKey(firstIndex + i)) {
          wanted = true;
        } else {
          demuxer.discard(i);
        }
      }
      ended = !wanted;
    }

    void saw(AVPacket packet) {
      long at = packet.dts() == AV_NOPTS_VALUE ? packet.pts() : packet.dts();
      if (at != AV_NOPTS_VALUE) {
        reached = Times.toMicroseconds(at, demuxer.stream(packet.stream_index()).time_base());
      } else if (reached == Long.MIN_VALUE) {
        reached = 0;
      }
    }
  }

  @Override
  public void close() {
    inOrder.forEach(Route::close);
    muxer.close();
    av_packet_free(packet);
  }
}
