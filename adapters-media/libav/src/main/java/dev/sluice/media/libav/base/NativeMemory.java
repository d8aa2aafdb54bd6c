package dev.sluice.media.libav.base;

import java.lang.System.Logger.Level;
import org.bytedeco.javacpp.Pointer;

/**
 * The memory of native code. Switches off the memory limits of JavaCPP. By default JavaCPP refuses
 * an allocation while the resident memory of the whole process exceeds four times the maximum heap
 * size. libav's memory is not heap, so beside one large encode every other encode of the process
 * would fail.
 */
public final class NativeMemory {
  private static final System.Logger LOG = System.getLogger("dev.sluice.media.libav");

  private NativeMemory() {}

  /**
   * Switches the limits off, unless the embedder has set them. JavaCPP reads them once, when {@link
   * Pointer} is initialized, so this must run before the first pointer is made.
   */
  static void unlimit() {
    setIfAbsent("org.bytedeco.javacpp.maxbytes", "org.bytedeco.javacpp.maxBytes");
    setIfAbsent("org.bytedeco.javacpp.maxphysicalbytes", "org.bytedeco.javacpp.maxPhysicalBytes");
    if (Pointer.maxPhysicalBytes() > 0) {
      LOG.log(
          Level.WARNING,
          "JavaCPP limits the resident memory of this process to {0} bytes, so encodes may fail"
              + " with INTERNAL while others run. Start the JVM with"
              + " -Dorg.bytedeco.javacpp.maxPhysicalBytes=0, or create the transcoder before any"
              + " other code uses JavaCPP.",
          Long.toString(Pointer.maxPhysicalBytes()));
    }
  }

  /** Gives memory that was freed back to the system, where the allocator would keep it. */
  public static void giveBack() {
    // False if there was nothing.
    boolean unused = Pointer.trimMemory();
  }

  // JavaCPP reads two spellings of each name; the second one wins.
  private static void setIfAbsent(String oldName, String name) {
    if (System.getProperty(name) == null && System.getProperty(oldName) == null) {
      System.setProperty(name, "0");
    }
  }
}
