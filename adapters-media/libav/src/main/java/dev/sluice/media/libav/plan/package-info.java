/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.libav.plan;

import org.jspecify.annotations.NullMarked;
