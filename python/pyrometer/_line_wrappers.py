"""Functions that switch line_profiler on while they run.

line_profiler has wrappers of its own; before version 5 not for asynchronous generators, and what a program throws into a
generator, or its being closed, never reaches the generator within. Frames of this file are left out of tracebacks.
"""

import functools

_GENERATOR = 0x20
_COROUTINE = 0x80
_ASYNC_GENERATOR = 0x200


def wrapped(profiler, function):
    """The function, measured while it runs; of the same kind, so that the program sees no difference."""
    flags = function.__code__.co_flags
    if flags & _ASYNC_GENERATOR:
        return _wrap_async_generator(profiler, function)
    if flags & _GENERATOR:
        return _wrap_generator(profiler, function)
    if flags & _COROUTINE:
        return _wrap_coroutine(profiler, function)
    return _wrap_function(profiler, function)


def _wrap_function(profiler, function):
    enter, leave = profiler.enable_by_count, profiler.disable_by_count

    @functools.wraps(function)
    def wrapper(*arguments, **named):
        enter()
        try:
            return function(*arguments, **named)
        finally:
            leave()

    return wrapper


def _wrap_coroutine(profiler, function):
    enter, leave = profiler.enable_by_count, profiler.disable_by_count

    @functools.wraps(function)
    async def wrapper(*arguments, **named):
        enter()
        try:
            return await function(*arguments, **named)
        finally:
            leave()

    return wrapper


def _wrap_generator(profiler, function):
    enter, leave = profiler.enable_by_count, profiler.disable_by_count

    @functools.wraps(function)
    def wrapper(*arguments, **named):
        generator = function(*arguments, **named)
        resume, value = generator.send, None
        while True:
            enter()
            try:
                item = resume(value)
            except StopIteration as end:
                return end.value
            finally:
                leave()
            try:
                value = yield item
                resume = generator.send
            except GeneratorExit:
                enter()
                try:
                    generator.close()
                finally:
                    leave()
                raise
            except BaseException as error:
                resume, value = generator.throw, error

    return wrapper


def _wrap_async_generator(profiler, function):
    enter, leave = profiler.enable_by_count, profiler.disable_by_count

    @functools.wraps(function)
    async def wrapper(*arguments, **named):
        generator = function(*arguments, **named)
        resume, value = generator.asend, None
        while True:
            enter()
            try:
                item = await resume(value)
            except StopAsyncIteration:
                return
            finally:
                leave()
            try:
                value = yield item
                resume = generator.asend
            except GeneratorExit:
                enter()
                try:
                    await generator.aclose()
                finally:
                    leave()
                raise
            except BaseException as error:
                resume, value = generator.athrow, error

    return wrapper
