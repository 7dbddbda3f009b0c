-- SPDX-License-Identifier: MIT
--
-- copy-traps-mariadb - what only MariaDB has. Loaded by tests/e2e/copy-live.
USE traps;
CREATE SEQUENCE seq START WITH 100 INCREMENT BY 5 CACHE 10; SELECT NEXTVAL(seq);
CREATE TABLE mdb (id INT PRIMARY KEY DEFAULT NEXTVAL(seq), u UUID, i6 INET6, i4 INET4, hid INT INVISIBLE DEFAULT 7, j JSON, KEY ig (u) IGNORED, t TEXT, UNIQUE KEY uh (t), c BLOB COMPRESSED);
INSERT INTO mdb (id,u,i6,i4,hid,j,t,c) VALUES (1,UUID(),'2001:db8::1','10.1.2.3',9,'{"a":1}','long','zzzz'),(2,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE sysver (id INT PRIMARY KEY, v INT) WITH SYSTEM VERSIONING; INSERT INTO sysver VALUES (1,1); UPDATE sysver SET v=2;
