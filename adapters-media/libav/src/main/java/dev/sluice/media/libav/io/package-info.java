/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.libav.io;

import org.jspecify.annotations.NullMarked;
