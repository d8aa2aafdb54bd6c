package dev.sluice.media.libav.demux;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVProgram;

/** The programs of a transport stream: films of one broadcast that have nothing in common. */
final class Programs {
  private Programs() {}

  /** Returns whether two streams belong to programs, but to none together. */
  static boolean areApart(AVFormatContext context, int one, int other) {
    Set<Integer> first = programs(context, one);
    Set<Integer> second = programs(context, other);
    return !first.isEmpty() && !second.isEmpty() && Collections.disjoint(first, second);
  }

  private static Set<Integer> programs(AVFormatContext context, int index) {
    Set<Integer> found = new HashSet<>();
    for (int p = 0; p < context.nb_programs(); p++) {
      AVProgram program = context.programs(p);
      for (int i = 0; i < program.nb_stream_indexes(); i++) {
        if (program.stream_index().get(i) == index) {
          found.add(p);
        }
      }
    }
    return found;
  }
}
