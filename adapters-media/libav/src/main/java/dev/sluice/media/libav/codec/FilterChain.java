package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame_flags;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_get_by_name;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_create_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_link;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.Natives;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avfilter.AVFilter;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** A linear chain of libav filters from one source to one sink. */
public final class FilterChain implements AutoCloseable {
  private static final int KEEP_REFERENCE = 8;

  private final AVFilterGraph graph;
  private final AVFilterContext source;
  private final AVFilterContext sink;
  private final AVFrame frame;

  /**
   * One filter of the chain.
   *
   * @param name the filter's name
   * @param arguments the filter's arguments in libav's notation
   */
  public record Step(String name, String arguments) {}

  /**
   * @param steps the filters from the source to the sink, both included; the source may be a
   *     generator
   */
  public FilterChain(List<Step> steps) {
    Natives.load();
    graph = avfilter_graph_alloc();
    frame = av_frame_alloc();
    try {
      AVFilterContext first = null;
      AVFilterContext last = null;
      for (int i = 0; i < steps.size(); i++) {
        AVFilterContext made = add(steps.get(i), "step" + i);
        if (last == null) {
          first = made;
        } else {
          check(avfilter_link(last, 0, made, 0), "linking " + steps.get(i).name());
        }
        last = made;
      }
      check(avfilter_graph_config(graph, null), "configuring " + steps);
      source = first;
      sink = last;
    } catch (Throwable failure) {
      close();
      throw failure;
    }
  }

  /** Returns whether this build has the filter. */
  public static boolean knows(String filter) {
    Natives.load();
    AVFilter found = avfilter_get_by_name(filter);
    return found != null && !found.isNull();
  }

  private AVFilterContext add(Step step, String name) {
    AVFilter filter = avfilter_get_by_name(step.name());
    if (filter == null || filter.isNull()) {
      throw Failures.internal("this build has no filter " + step.name(), (Throwable) null);
    }
    AVFilterContext made = new AVFilterContext((Pointer) null);
    check(
        avfilter_graph_create_filter(made, filter, name, step.arguments(), null, graph),
        "creating " + step);
    return made;
  }

  private static void check(int code, String what) {
    if (code < 0) {
      throw Failures.internal(what, code);
    }
  }

  public AVFilterContext sink() {
    return sink;
  }

  /** The frame is not changed. */
  public void push(AVFrame in, Consumer<AVFrame> frames) {
    feed(in, KEEP_REFERENCE);
    pull(frames);
  }

  // A filter that trims reports the end of its range as EOF, which is not an error.
  private void feed(@Nullable AVFrame in, int flags) {
    int code = av_buffersrc_add_frame_flags(source, in, flags);
    if (code != AVERROR_EOF) {
      check(code, "filtering");
    }
  }

  public void finish(Consumer<AVFrame> frames) {
    feed(null, 0);
    pull(frames);
  }

  /** Passes on the next frame, if there is one. Generators need no input for that. */
  public boolean next(Consumer<AVFrame> frames) {
    int code = av_buffersink_get_frame(sink, frame);
    if (code == AVERROR_EOF || Natives.isTryAgain(code)) {
      return false;
    }
    check(code, "filtering");
    try {
      frames.accept(frame);
    } finally {
      av_frame_unref(frame);
    }
    return true;
  }

  private void pull(Consumer<AVFrame> frames) {
    while (next(frames)) {
      // Until no frame is available.
    }
  }

  @Override
  public void close() {
    av_frame_free(frame);
    avfilter_graph_free(graph);
  }
}
