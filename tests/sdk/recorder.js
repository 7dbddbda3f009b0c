// SPDX-License-Identifier: MIT
//
// recorder - stands between a client and dtsd and writes down what both say.
//
// Usage: node recorder.js ENDPOINT RECORD_FILE PORT_FILE
// Passes every request on as it came, Host header and all (it is signed), and appends a line
// {client, action, headers, request, status, type, response} of JSON per exchange. The port it
// listens on (127.0.0.1) is written to PORT_FILE. Ends on SIGTERM. The record holds passwords: it
// belongs into the test's private folder.
'use strict';
const fs = require('fs');
const http = require('http');

const [endpoint, recordFile, portFile] = process.argv.slice(2);
const to = new URL(endpoint);
const record = fs.openSync(recordFile, 'a', 0o600);

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

function body(stream, done) {
    const parts = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => done(Buffer.concat(parts)));
}

const server = http.createServer((req, res) => body(req, (sent) => {
    const onward = http.request({
        host: to.hostname, port: to.port, path: req.url, method: req.method,
        headers: req.headers, setHost: false,
    }, (answer) => body(answer, (got) => {
        fs.writeSync(record, JSON.stringify({
            client: req.headers['x-tc-requestclient'] || req.headers['user-agent'] || '',
            action: req.headers['x-tc-action'] || '',
            headers: Object.keys(req.headers).filter((h) => h.startsWith('x-tc-')).sort(),
            request: parsed(sent.toString()), status: answer.statusCode,
            type: answer.headers['content-type'], response: parsed(got.toString()),
        }) + '\n');
        res.writeHead(answer.statusCode, answer.headers);
        res.end(got);
    }));
    onward.on('error', () => res.destroy());
    onward.end(sent);
}));
server.listen(0, '127.0.0.1', () => {
    fs.writeFileSync(portFile + '.new', String(server.address().port));
    fs.renameSync(portFile + '.new', portFile);
});
process.on('SIGTERM', () => process.exit(0));
