/** Texts that name the parts of a stream, whatever their format. */
@NullMarked
package dev.sluice.media.web.manifest;

import org.jspecify.annotations.NullMarked;
