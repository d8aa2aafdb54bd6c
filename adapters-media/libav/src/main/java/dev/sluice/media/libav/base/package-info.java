/**
 * Shared by the other packages of the transcoder: loading of the natives, errors, time bases, and
 * the table of formats.
 */
@NullMarked
package dev.sluice.media.libav.base;

import org.jspecify.annotations.NullMarked;
