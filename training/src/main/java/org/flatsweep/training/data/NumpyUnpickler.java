package org.flatsweep.training.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads pickles of dictionaries, lists, numbers, texts and numpy's arrays of unsigned bytes, and refuses every other
 * Python object. The names are those of numpy 1 (also as pickled by Python 2) and of numpy 2.
 */
final class NumpyUnpickler extends Unpickler {

    /** The type of {@link NumpyBytes}; its state (byte order, alignment) says nothing about single bytes. */
    private static final Object UINT8 = new Object();

    private static final Map<String, IObjectConstructor> CONSTRUCTORS = Map.of(
            "numpy.core.multiarray._reconstruct", arguments -> new NumpyBytes(),
            "numpy._core.multiarray._reconstruct", arguments -> new NumpyBytes(),
            "numpy.core.numeric._frombuffer", NumpyUnpickler::fromBuffer,
            "numpy._core.numeric._frombuffer", NumpyUnpickler::fromBuffer,
            "numpy.ndarray", arguments -> new NumpyBytes(),
            "numpy.dtype", NumpyUnpickler::uint8,
            // How protocols before 3 write Python 3's bytes.
            "_codecs.encode", arguments -> bytes(arguments[0]));

    @Override
    protected Object dispatch(short opcode) throws IOException {
        switch (opcode) {
            case Opcodes.GLOBAL -> {
                String module = PickleUtils.readline(input);
                stack.add(constructor(module, PickleUtils.readline(input)));
            }
            case Opcodes.STACK_GLOBAL -> {
                Object name = stack.pop();
                stack.add(constructor(stack.pop(), name));
            }
            case Opcodes.INST -> throw new PickleException("an instance of a Python class");
            case Opcodes.BUILD -> {
                Object[] state = (Object[]) stack.pop();
                if (stack.peek() instanceof NumpyBytes array) {
                    // version, shape, type, whether column-major, bytes
                    array.set(shape(state[1]), bytes(state[4], state[2]), (Boolean) state[3]);
                } else if (stack.peek() != UINT8) {
                    throw new PickleException("the state of " + stack.peek());
                }
            }
            default -> {
                return super.dispatch(opcode);
            }
        }
        return NO_RETURN_VALUE;
    }

    private static IObjectConstructor constructor(Object module, Object name) {
        IObjectConstructor constructor = CONSTRUCTORS.get(module + "." + name);
        if (constructor == null) {
            throw new PickleException("it holds a Python object %s.%s".formatted(module, name));
        }
        return constructor;
    }

    private static Object uint8(Object[] arguments) {
        if (!arguments[0].equals("u1")) {
            throw new PickleException("it holds a numpy array of type %s, not u1".formatted(arguments[0]));
        }
        return UINT8;
    }

    /** Protocol 5: bytes, type, shape, and C for row-major or F for column-major. */
    private static Object fromBuffer(Object[] arguments) {
        NumpyBytes array = new NumpyBytes();
        array.set(shape(arguments[2]), bytes(arguments[0], arguments[1]), arguments[3].equals("F"));
        return array;
    }

    private static int[] shape(Object tuple) {
        return Stream.of((Object[]) tuple).mapToInt(side -> (Integer) side).toArray();
    }

    private static byte[] bytes(Object value, Object type) {
        if (type != UINT8) {
            throw new PickleException("it holds a numpy array that is not of bytes");
        }
        return bytes(value);
    }

    /** Of Python 3's bytes, or of Python 2's string, which comes as one character a byte. */
    private static byte[] bytes(Object value) {
        return value instanceof byte[] bytes ? bytes : ((String) value).getBytes(StandardCharsets.ISO_8859_1);
    }
}
