package dev.sluice.media.libav.base;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_INFO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.ffmpeg.global.avutil.setLogCallback;

import java.io.File;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.presets.javacpp;

/**
 * Loads the natives and sets up libav for the whole process: its log and its largest single
 * allocation.
 */
public final class Natives {
  private static final System.Logger LOG = System.getLogger("dev.sluice.media.libav");

  /** A malicious header may ask for gigabytes. No valid file needs more than this at once. */
  private static final long LARGEST_ALLOCATION = 512L << 20;

  private static final int EINVAL = 22;
  private static final int EIO = 5;

  private Natives() {}

  /**
   * Loads the natives, once.
   *
   * @throws IllegalStateException with a sentence, if there are none for this platform
   */
  public static void load() {
    try {
      Loaded.touch();
    } catch (LinkageError missing) {
      throw new IllegalStateException(
          ("There are no libav natives for %s on the class path; add org.bytedeco:ffmpeg and"
                  + " javacpp with this platform's classifier")
              .formatted(Loader.getPlatform()),
          missing);
    }
  }

  /** Loads the natives and returns the folders that hold them, unpacked. */
  public static List<String> folders() {
    load();
    return Stream.of(Loader.load(avutil.class), Loader.load(javacpp.class))
        .map(library -> new File(library).getAbsoluteFile().getParent())
        .distinct()
        .toList();
  }

  public static boolean isTryAgain(int code) {
    return code == -Loaded.EAGAIN;
  }

  public static int inputOutputError() {
    return -EIO;
  }

  public static boolean isInvalidArgument(int code) {
    return code == -EINVAL;
  }

  /** Returns libav's description of an error code. */
  public static String describe(int code) {
    byte[] text = new byte[256];
    av_strerror(code, text, text.length);
    return text(text);
  }

  /** Returns the text before the first NUL; JavaCPP itself would return the whole buffer. */
  public static String text(byte[] buffer) {
    int end = 0;
    while (end < buffer.length && buffer[end] != 0) {
      end++;
    }
    return new String(buffer, 0, end, StandardCharsets.UTF_8);
  }

  /** A class of its own, so that a failing initialization can be caught. */
  private static final class Loaded {
    static final int EAGAIN = Loader.getPlatform().startsWith("macosx") ? 35 : 11;

    // A field, because a garbage-collected callback would crash the process.
    private static final LogCallback LOG_LINES;

    static {
      NativeMemory.unlimit();
      Loader.load(avutil.class);
      Loader.load(avcodec.class);
      Loader.load(avformat.class);
      Loader.load(avfilter.class);
      av_max_alloc(LARGEST_ALLOCATION);
      LOG_LINES = new LogLines();
      if (LOG.isLoggable(Level.DEBUG)) {
        av_log_set_level(AV_LOG_INFO);
        setLogCallback(LOG_LINES);
      } else {
        av_log_set_level(AV_LOG_QUIET);
      }
    }

    static void touch() {
      // The class's initialisation does it.
    }
  }

  private static final class LogLines extends LogCallback {
    @Override
    public void call(int level, BytePointer message) {
      try {
        LOG.log(Level.DEBUG, message.getString().strip());
      } catch (Throwable ignored) {
        // An exception that leaves a callback aborts the process; a lost log line does not matter.
      }
    }
  }
}
