// Leads one name, at its two usual ports, to ports of this machine: HERE=NAME,PORT,PORT (without TLS, with TLS).
const net = require("node:net");

const [name, plain, tls] = process.env.HERE.split(",");
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (options?.host === name) {
    options.port = Number(Number(options.port) === 443 ? tls : plain);
    options.lookup = (_, { all }, found) =>
      all ? found(null, [{ address: "127.0.0.1", family: 4 }]) : found(null, "127.0.0.1", 4);
  }
  return connect.apply(this, args);
};
