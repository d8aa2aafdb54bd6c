/** Media in local files, for tools; no job reads local files. */
@NullMarked
package dev.sluice.media.web.file;

import org.jspecify.annotations.NullMarked;
