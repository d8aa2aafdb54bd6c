/** A job from end to end, shown to a newcomer: real server, real HTTP, real media. */
@NullMarked
package dev.sluice.app.demo;

import org.jspecify.annotations.NullMarked;
