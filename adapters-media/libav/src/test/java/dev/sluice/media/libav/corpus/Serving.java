package dev.sluice.media.libav.corpus;

import dev.sluice.testkit.site.LoopbackSite;

/** Puts a source on a site. */
@FunctionalInterface
interface Serving {
  /**
   * Serves all files of the source.
   *
   * @param folder the folder on the site that is this case's alone, such as {@code /7}
   * @return the path to fetch
   */
  String serve(LoopbackSite site, String folder);
}
