package dev.sluice.media.libav;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;

import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.codec.FilterChain;
import dev.sluice.media.libav.codec.FrameEncoder;
import dev.sluice.media.libav.mux.Muxer;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemorySink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;

/**
 * A file of pictures of 160 x 120, up to 25 in a second, whose encoder a test sets up itself: what
 * {@link SampleClip} cannot express.
 *
 * @param encoder the name of libav's encoder
 * @param configureContext configures the encoder before it is opened
 * @param configureStream configures the stream before the file begins
 */
record CustomClip(
    String encoder,
    Map<String, String> options,
    Consumer<AVCodecContext> configureContext,
    Consumer<FrameEncoder> configureStream) {

  /** Returns the file with the pictures that the filters generate. */
  byte[] of(FilterChain.Step... filters) {
    return in("matroska", muxer -> () -> {}, filters);
  }

  /**
   * Returns the pictures in a file of this format.
   *
   * @param addStreams adds more streams, and returns the task that writes them once the file has
   *     begun
   */
  byte[] in(String format, Function<Muxer, Runnable> addStreams, FilterChain.Step... filters) {
    List<FilterChain.Step> steps = new ArrayList<>(List.of(filters));
    steps.add(new FilterChain.Step("buffersink", ""));
    MemorySink sink = new MemorySink();
    try (Muxer muxer = new Muxer(format, sink, StageMonitor.none());
        FrameEncoder frames = new FrameEncoder(encoder, muxer);
        FilterChain picture = new FilterChain(steps)) {
      AVCodecContext context = frames.context();
      context.width(160);
      context.height(120);
      context.pix_fmt(AV_PIX_FMT_YUV420P);
      context.time_base().num(1).den(25);
      configureContext.accept(context);
      frames.open(options);
      configureStream.accept(frames);
      Runnable writing = addStreams.apply(muxer);
      muxer.start(20_000);
      writing.run();
      boolean more = true;
      while (more) {
        more =
            picture.next(
                frame -> {
                  frame.pict_type(0);
                  frames.encode(frame);
                });
      }
      frames.encode(null);
      muxer.finish();
    }
    return sink.bytes();
  }
}
